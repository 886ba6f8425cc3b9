package net.teardown.picture.explanation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/** Explains the outcome of a run with a third-party server: what is known, and what isn't. */
final class ServerExplanation {

  private static final String STAGED_CLOSE = "RFC 9112 9.6";

  private ServerExplanation() {}

  static Explanation explain(Outcome outcome, Ends.OneSide ends) {
    ServerReport server = ends.report();
    List<String> happened = new ArrayList<>();
    happened.addAll(ServerEnding.sentences(outcome));
    String detail = outcome.run().detail();
    if (detail != null) {
      happened.add("What was said of it: \"%s\".".formatted(detail.strip()));
    }
    if (server == null) {
      return new Explanation(
          String.join(" ", happened), null, "", Remedy.of(outcome), List.of(), List.of());
    }
    sent(server, happened);
    came(outcome, server, happened);
    List<String> why = new ArrayList<>();
    if (server.teardown() != ServerTeardown.UNKNOWN) {
      why.add("The server's teardown, by the looks of it: %s.".formatted(server.teardown().text()));
    }
    clients(server, why);
    why.add("What the server had left unread, and what lies between, can't be known from one end.");
    Set<String> sources = new LinkedHashSet<>();
    sources.add(STAGED_CLOSE);
    server.advice().forEach(advice -> sources.add(advice.source()));
    return new Explanation(
        String.join(" ", happened),
        null,
        String.join(" ", why),
        outcome.verdict().judged() ? advice(outcome, server) : Remedy.of(outcome),
        List.of(),
        List.copyOf(sources));
  }

  private static void sent(ServerReport server, List<String> sentences) {
    if (server.bodyWithheld()) {
      sentences.add("It answered before the body was sent, so the body was kept back.");
    } else if (server.writeError() != null) {
      sentences.add(
          "Of %s this end's kernel accepted %s before a write failed (%s)."
              .formatted(
                  Quantity.bytes(server.bytesOffered()),
                  Quantity.number(server.bytesAccepted()),
                  server.writeError()));
    } else if (server.bytesAccepted() < server.bytesOffered()) {
      sentences.add(
          "Of %s this end's kernel accepted %s."
              .formatted(
                  Quantity.bytes(server.bytesOffered()), Quantity.number(server.bytesAccepted())));
    }
  }

  private static void came(Outcome outcome, ServerReport server, List<String> sentences) {
    if (server.bannerBytes() > 0) {
      sentences.add(
          "It spoke first: %s came before anything was sent."
              .formatted(Quantity.bytes(server.bannerBytes())));
    }
    if (server.tls()) {
      sentences.add("It seems to speak TLS, and was spoken to in plaintext.");
    }
    HttpReply http = server.http();
    if (http != null) {
      sentences.add(
          "It answered %d, %s: %s came."
              .formatted(
                  http.status(),
                  completeness(outcome, server, http),
                  Quantity.bytes(server.replyBytes())));
    } else if (server.replyBytes() > 0) {
      sentences.add("%s came of it.".formatted(Quantity.bytes(server.replyBytes())));
    } else if (server.bannerBytes() == 0 && server.unreadBytes() == 0) {
      sentences.add("Nothing came of it.");
    }
    if (server.unreadBytes() > 0) {
      sentences.add(
          "%s that it had sent were not read.".formatted(Quantity.bytes(server.unreadBytes())));
    }
  }

  private static String completeness(Outcome outcome, ServerReport server, HttpReply http) {
    return http.complete() == null
        ? "complete or not, only a clean end would tell"
        : http.complete()
            ? "whole by its own framing"
            : ServerEnding.stillToCome(outcome, server).orElse("and the reply was cut short");
  }

  private static void clients(ServerReport server, List<String> sentences) {
    ServerReport.Client readsOn = server.clients().readsOn();
    ServerReport.Client stops = server.clients().stopsAtError();
    if (readsOn.gets() == stops.gets() && Objects.equals(readsOn.error(), stops.error())) {
      return;
    }
    sentences.add(
        "A client that reads on gets %s; one that stops at the first write error gets %s."
            .formatted(got(readsOn), got(stops)));
  }

  private static String got(ServerReport.Client client) {
    String what =
        switch (client.gets()) {
          case WHOLE -> "the whole reply" + status(client.status());
          case TRUNCATED -> "a part of the reply" + status(client.status());
          case NOTHING -> "nothing";
          case UNKNOWN -> Quantity.bytes(client.replyBytes());
        };
    return client.error() == null ? what : what + " and " + client.error();
  }

  private static String status(@Nullable Integer status) {
    return status == null ? "" : " (" + status + ")";
  }

  private static @Nullable String advice(Outcome outcome, ServerReport server) {
    return server.advice().isEmpty()
        ? ServerEnding.advice(outcome)
        : server.advice().stream()
            .map(advice ->
                "%s: %s"
                    .formatted(
                        advice.product() == null
                            ? advice.side() == ServerReport.Side.CLIENT ? "client" : "server"
                            : advice.product(),
                        advice.text()))
            .collect(Collectors.joining("; "));
  }
}

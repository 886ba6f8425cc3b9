package net.teardown.picture.explanation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.outcome.ClientKind;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/** Explains the outcome of a run with a third-party server: what is known, and what isn't. */
final class ServerExplanation {

  private static final String STAGED_CLOSE = "RFC 9112 9.6";

  /** What a close with data unread does, whatever is spoken. */
  private static final String CLOSE = "RFC 1122 4.2.2.13";

  private static final int MOST_NAMED = 8;

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
          String.join(" ", happened),
          null,
          "",
          Cure.inWords(Remedy.of(outcome)),
          List.of(),
          List.of());
    }
    TlsWords.add(outcome, server, happened);
    TurnWords.sentence(server, outcome).ifPresent(happened::add);
    LastWords.sentence(server, outcome).ifPresent(happened::add);
    sent(server, happened);
    came(outcome, server, happened);
    List<String> why = new ArrayList<>();
    teardown(server).ifPresent(why::add);
    if (server.turns().isEmpty() || !server.unanswered()) {
      // Of what was answered before, nothing is lost.
      clients(server, why);
    }
    why.add("What the server had left unread, and what lies between, can't be known from one end.");
    Set<String> sources = new LinkedHashSet<>();
    sources.add(speaksHttp(server) ? STAGED_CLOSE : CLOSE);
    if (server.tls() != null) {
      sources.add(TlsWords.SOURCE);
    }
    server.advice().forEach(advice -> sources.add(advice.source()));
    return new Explanation(
        String.join(" ", happened),
        null,
        String.join(" ", why),
        outcome.verdict().judged() ? cure(outcome, server) : Cure.inWords(Remedy.of(outcome)),
        List.of(),
        List.copyOf(sources));
  }

  private static boolean speaksHttp(ServerReport server) {
    return server.requests() > 0 || server.http() != null;
  }

  private static void sent(ServerReport server, List<String> sentences) {
    if (server.bodyWithheld()) {
      sentences.add(
          "It %s before the body was sent, so the body was kept back."
              .formatted(server.replies().isEmpty() ? "ended the connection" : "answered"));
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
          "It spoke first: %s came before anything was sent%s."
              .formatted(Quantity.bytes(server.bannerBytes()), beginning(server.firstLine())));
    }
    HttpReply http = server.http();
    if (http != null && server.replyBytes() == 0 && server.unreadBytes() > 0) {
      sentences.add(
          "It answered %d, of which this client had stopped to read before it came: %s."
              .formatted(http.status(), Quantity.bytes(server.unreadBytes())));
    } else if (http != null) {
      sentences.add(replied(outcome, server, http));
      notToBeAnswered(server, http).ifPresent(sentences::add);
    } else if (server.replyBytes() > 0) {
      sentences.add(
          "%s came of it%s."
              .formatted(
                  Quantity.bytes(server.replyBytes()),
                  beginning(server.bannerBytes() > 0 ? server.replyLine() : server.firstLine())));
      if (endedWithinHead(server)) {
        sentences.add("The reply is cut short within its head.");
      }
    } else if (server.bannerBytes() == 0
        && server.unreadBytes() == 0
        && !server.onlyConnected()
        && !leftUnread(outcome)) {
      sentences.add("Nothing came of it.");
    }
    if (server.unreadBytes() > 0 && (http == null || server.replyBytes() > 0)) {
      sentences.add(
          "%s that it had sent were not read.".formatted(Quantity.bytes(server.unreadBytes())));
    }
    ServerProtocol.sentence(server, outcome).ifPresent(sentences::add);
  }

  private static boolean leftUnread(Outcome outcome) {
    Long unread = outcome.initiator().unreadAtClose();
    return unread != null && unread > 0;
  }

  /** Requests behind a reply that says close get none (RFC 9112 9.6). */
  private static Optional<String> notToBeAnswered(ServerReport server, HttpReply http) {
    long left = server.requests() - server.replies().size() - server.repliesLeftOut();
    return left <= 0 || http.keepsOpen() || !Boolean.TRUE.equals(http.complete())
        ? Optional.empty()
        : Optional.of(
            left == 1
                ? "The request behind it isn't to be answered, since that reply said close (RFC"
                    + " 9112 9.6)."
                : "The %s requests behind it aren't to be answered, since that reply said close (RFC 9112 9.6)."
                    .formatted(Quantity.number(left)));
  }

  /** The first line of what came, as it is shown everywhere. */
  private static String beginning(@Nullable String line) {
    return line == null || line.isEmpty() ? "" : ", beginning \"%s\"".formatted(line);
  }

  private static String replied(Outcome outcome, ServerReport server, HttpReply http) {
    String bytes = Quantity.bytes(server.replyBytes());
    List<ServerReport.Replied> replies = server.replies();
    if (replies.isEmpty() && !http.interim().isEmpty()) {
      return "It sent no answer but interim ones (%s): %s came."
          .formatted(
              http.interim().stream().map(String::valueOf).collect(Collectors.joining(", ")),
              bytes);
    }
    if (replies.size() < 2) {
      return "It answered %d, %s: %s came."
          .formatted(http.status(), completeness(http.complete(), outcome, server), bytes);
    }
    return "It sent %s replies (%s), the last one %s: %s came.%s"
        .formatted(
            Quantity.number(replies.size() + server.repliesLeftOut()),
            replies.stream()
                .limit(MOST_NAMED)
                .map(reply -> reply.status() == null ? "one without a status" : "" + reply.status())
                .collect(Collectors.joining(", ", "", replies.size() > MOST_NAMED ? ", ..." : "")),
            completeness(replies.getLast().complete(), outcome, server),
            bytes,
            server.repliesLeftOut() == 0
                ? ""
                : " Of the replies, %s in front of the last are counted and not told one by one."
                    .formatted(Quantity.number(server.repliesLeftOut())));
  }

  private static String completeness(
      @Nullable Boolean complete, Outcome outcome, ServerReport server) {
    if (complete == null) {
      return server.http() != null && server.http().framing() == HttpReply.Framing.CHUNKED
          ? "whole or not can't be told, since its chunks can't be followed to their end (RFC 9112"
              + " 7.1)"
          : "complete or not, only a clean end would tell";
    }
    return complete
        ? "whole by its own framing"
        : ServerEnding.stillToCome(outcome, server).orElse("cut short" + missing(server));
  }

  /** What is missing of a reply that the server's end of the stream cut. */
  private static String missing(ServerReport server) {
    if (!server.cutByServer()) {
      return "";
    }
    if (endedWithinHead(server)) {
      return " within its head";
    }
    HttpReply http = Objects.requireNonNull(server.http());
    return switch (http.framing()) {
      case CHUNKED -> " (its last chunk never came, RFC 9112 7.1)";
      case CONTENT_LENGTH ->
          " (%s of its body came, fewer than its Content-Length says)"
              .formatted(Quantity.bytes(http.bodyBytes()));
      case NONE, UNTIL_CLOSE -> "";
    };
  }

  private static boolean endedWithinHead(ServerReport server) {
    return server.cutByServer() && server.replies().getLast().status() == null;
  }

  /** How it ended the connection, as far as anything shows it. */
  private static Optional<String> teardown(ServerReport server) {
    TeardownSign sign = server.sign();
    String ways =
        server.teardowns().stream().map(ServerTeardown::text).collect(Collectors.joining("; or "));
    if (sign == null) {
      return ways.isEmpty()
          ? Optional.empty()
          : Optional.of("The server's teardown, by the looks of it: %s.".formatted(ways));
    }
    String seen = capitalized(sign.text()) + ".";
    return Optional.of(
        switch (server.teardowns().size()) {
          case 0 -> seen;
          case 1 -> "The server's teardown: %s. %s".formatted(ways, seen);
          default ->
              "Which of these the server's teardown was can't be told from here: %s. %s"
                  .formatted(ways, seen);
        });
  }

  private static String capitalized(String clause) {
    return clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1);
  }

  private static void clients(ServerReport server, List<String> sentences) {
    ServerReport.Client readsOn = server.clients().readsOn();
    ServerReport.Client stops = server.clients().stopsAtError();
    ServerReport.Client racing = server.clients().racing();
    boolean races = racing != null && racing.gets() == ServerReport.Gets.RACE;
    boolean alike =
        readsOn.gets() == stops.gets() && Objects.equals(readsOn.error(), stops.error());
    if (!alike || races) {
      sentences.add(
          "A client that reads on (%s) gets %s; one that stops at the first write error (%s) gets %s."
              .formatted(
                  libraries(ClientKind.READS_ON),
                  got(readsOn),
                  libraries(ClientKind.STOPS_AT_ERROR),
                  got(stops)));
    }
    if (racing != null && races) {
      sentences.add(
          "For one that reads and writes at once (%s) it is a race: it gets the reply if its reader has that before %s."
              .formatted(libraries(ClientKind.RACING), decidesIt(server, racing)));
    }
  }

  /** What ends the race of a client that reads and writes at once. */
  private static String decidesIt(ServerReport server, ServerReport.Client racing) {
    return server.writeError() == null
        ? "the reset, which came on the heels of it, is told to its writer"
        : "its writer is told %s. Here the reply began to come when %s of %s were accepted, and the write failed at %s"
            .formatted(
                racing.error(),
                Quantity.number(Objects.requireNonNullElse(server.acceptedBeforeReply(), 0L)),
                Quantity.bytes(server.bytesOffered()),
                Quantity.number(server.bytesAccepted()));
  }

  private static String libraries(ClientKind kind) {
    return String.join(", ", kind.libraries());
  }

  private static String got(ServerReport.Client client) {
    String what =
        switch (client.gets()) {
          case WHOLE -> "the whole reply" + status(client.status());
          case TRUNCATED -> "a part of the reply" + status(client.status());
          case NOTHING -> "nothing";
          case UNKNOWN -> Quantity.bytes(client.replyBytes());
          case RACE -> "the reply or the error";
        };
    return client.error() == null ? what : what + " and " + client.error();
  }

  private static String status(@Nullable Integer status) {
    return status == null ? "" : " (" + status + ")";
  }

  private static @Nullable Cure cure(Outcome outcome, ServerReport server) {
    return server.advice().isEmpty()
        ? ServerEnding.cure(outcome)
        : Cure.inWords(AdviceWords.of(server.advice()));
  }
}

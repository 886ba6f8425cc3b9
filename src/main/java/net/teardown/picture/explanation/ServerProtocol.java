package net.teardown.picture.explanation;

import java.util.Optional;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.terms.Verdict;

/** Says which protocol a server speaks, as far as what arrived shows it. */
final class ServerProtocol {

  private ServerProtocol() {}

  /** Returns a sentence; empty if what arrived is in the protocol that was spoken to it. */
  static Optional<String> sentence(ServerReport server, Outcome outcome) {
    if (server.tls() != null) {
      return Optional.empty();
    }
    Request request = outcome.spec().request().orElseThrow();
    if (request.isTls()) {
      return server.answeredInTls() ? Optional.of("It answered in TLS.") : Optional.empty();
    }
    if (Boolean.TRUE.equals(server.looksLikeTls())) {
      return Optional.of(
          "It speaks TLS: it answered a ClientHello on a second connection in TLS, and was spoken"
              + " to in plaintext on this one.");
    }
    if (server.answeredInTls()) {
      return Optional.of("It seems to speak TLS, and was spoken to in plaintext.");
    }
    if (server.http() != null || !asksInHttp(request)) {
      return Optional.empty();
    }
    boolean inHttp = server.firstLine() != null && server.firstLine().startsWith("HTTP/1.");
    if (inHttp && server.bannerBytes() > 0) {
      return Optional.of(
          "What it said before anything was asked looks like HTTP, and answers nothing.");
    }
    if (inHttp) {
      return Optional.of(brokenHead(server, outcome));
    }
    if (!server.isUnreadable()) {
      return Optional.of("It doesn't speak HTTP: what came is none.");
    }
    if (!hasEnded(outcome.verdict())) {
      return Optional.empty();
    }
    String none =
        server.head() == null
            ? "Nothing shows that it speaks HTTP."
            : "It doesn't speak HTTP: what came is none, and no text either.";
    if (!server.advice().isEmpty()) {
      return Optional.of(none);
    }
    return Optional.of(
        Boolean.FALSE.equals(server.looksLikeTls())
            ? none + " Nor TLS: a ClientHello on a second connection was not answered in TLS."
            : none + " It may speak TLS: \"diagnose\": true asks it, on a second connection.");
  }

  private static String brokenHead(ServerReport server, Outcome outcome) {
    boolean unfinished = server.replies().stream().anyMatch(reply -> reply.status() == null);
    return unfinished
        ? "It speaks HTTP, the head of its reply %s."
            .formatted(ServerEnding.stillToCome(outcome, server).orElse("cut short"))
        : "It speaks HTTP, but the head of its reply can't be read: it breaks RFC 9112, or is"
            + " longer than any should be.";
  }

  private static boolean hasEnded(Verdict verdict) {
    return verdict == Verdict.CLEAN_EOF
        || verdict == Verdict.EOF_THEN_RESET
        || verdict == Verdict.RESET;
  }

  private static boolean asksInHttp(Request request) {
    return switch (request) {
      case Request.Http _ -> true;
      case Request.Text(String text) -> text.contains(" HTTP/1.");
      case Request.Conversation conversation ->
          conversation.saysSomething()
              && conversation.said().stream().allMatch(say -> asksInHttp(say.what()));
      case Request.Filler _, Request.Bytes _, Request.Withheld _ -> false;
    };
  }
}

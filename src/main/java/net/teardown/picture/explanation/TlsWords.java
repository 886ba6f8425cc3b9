package net.teardown.picture.explanation;

import java.util.List;
import java.util.Optional;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.TeardownSign;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Quantity;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;

/** Says how TLS began, how it ended, and whether that matters. */
final class TlsWords {

  /** TLS's rule for ends of streams: without a close_notify data may be missing. */
  static final String SOURCE = "RFC 8446 6.1";

  private static final long MICROS_PER_MILLI = 1000;

  private TlsWords() {}

  /** Adds sentences; none in plaintext. */
  static void add(Outcome outcome, ServerReport server, List<String> sentences) {
    TlsSeen tls = server.tls();
    if (tls == null) {
      return;
    }
    if (tls.version() != null && tls.handshakeMicros() != null) {
      sentences.add(
          "The handshake took %s ms and agreed on %s."
              .formatted(
                  Quantity.number(Math.max(1, tls.handshakeMicros() / MICROS_PER_MILLI)),
                  tls.version().text()));
    }
    TlsSeen.Certificate certificate = tls.certificate();
    if (certificate != null && !certificate.trusted()) {
      sentences.add("Its certificate isn't trusted here: %s.".formatted(certificate.why()));
    }
    if (tls.version() == TlsVersion.TLS_1_2 && outcome.spec().exchange().initiatorHalfCloses()) {
      sentences.add(
          "This end didn't half-close before the reply: before TLS 1.3 the server would have had to"
              + " close at once (RFC 5246 7.2.1).");
    }
    if (tls.version() != null && tls.failure() != null && tls.alert() == null) {
      sentences.add(
          "TLS failed at this end, so what came behind that can't be read: %s."
              .formatted(stripped(tls.failure())));
    }
    if (tls.ending() != null) {
      sentences.add(ending(tls, tls.ending(), outcome, server));
    }
  }

  /** Says how TLS ended for the observer where both ends are ours; nothing in plaintext. */
  static Optional<String> ofOwn(Outcome outcome) {
    EndTls tls = outcome.observer().map(EndRecord::tls).orElse(null);
    TlsEnding ending = outcome.tlsEnding();
    if (tls == null) {
      return Optional.empty();
    }
    if (tls.failure() != null && tls.alert() == null) {
      return Optional.of("TLS failed at the observer: %s.".formatted(stripped(tls.failure())));
    }
    return ending == null
        ? Optional.empty()
        : Optional.of(
            switch (ending) {
              case CLOSE_NOTIFY ->
                  "The observer's TLS saw a close_notify before the end, so nothing is missing.";
              case NO_CLOSE_NOTIFY ->
                  "The observer's TLS saw no close_notify, so to it the stream may be cut short"
                      + " (%s).".formatted(SOURCE);
              case RESET_AFTER_CLOSE_NOTIFY ->
                  "The observer's TLS saw a close_notify before the reset, so to it nothing is"
                      + " missing.";
              case RESET ->
                  "The observer's TLS saw no close_notify before the reset, so to it the stream may"
                      + " be cut short (%s).".formatted(SOURCE);
              case ALERT -> "The closer ended TLS with the alert %s.".formatted(tls.alert());
              case HANDSHAKE_FAILED -> "The handshake of TLS wasn't done.";
            });
  }

  private static String ending(
      TlsSeen tls, TlsEnding ending, Outcome outcome, ServerReport server) {
    return switch (ending) {
      case CLOSE_NOTIFY -> "It ended its stream with a close_notify, so nothing of it is missing.";
      case NO_CLOSE_NOTIFY ->
          outcome.delivery() == Delivery.WHOLE
              ? "It ended its stream without a close_notify; that takes nothing from a reply that"
                  + " is whole by its own framing."
              : "It ended its stream without a close_notify, so what came may be cut short (%s)."
                  .formatted(SOURCE);
      case RESET_AFTER_CLOSE_NOTIFY ->
          "A reset came behind its close_notify, which takes nothing from what was received%s."
              .formatted(
                  server.sign() == TeardownSign.RESET_BEHIND_FIN
                      ? ": it closed with bytes of this end unread"
                      : server.sign() == TeardownSign.RESET_AFTER_MORE
                          ? ": it may answer what this end had sent since"
                          : "");
      case RESET ->
          outcome.delivery() == Delivery.WHOLE
              ? "A reset ended the stream without a close_notify; that takes nothing from a reply"
                  + " that is whole by its own framing."
              : "A reset ended the stream without a close_notify, so what came may be cut short (%s)."
                  .formatted(SOURCE);
      case ALERT -> "It ended the stream with the alert %s.".formatted(tls.alert());
      case HANDSHAKE_FAILED ->
          tls.alert() != null
              ? "The handshake failed: it answered with the alert %s.".formatted(tls.alert())
              : tls.failure() != null
                  ? "The handshake failed at this end: %s.".formatted(stripped(tls.failure()))
                  : "The handshake wasn't done when the connection ended.";
    };
  }

  private static String stripped(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}

package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.Across;
import net.teardown.experiment.Closer;
import net.teardown.experiment.EndRecord;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.RespondingInstance;
import net.teardown.experiment.Spec;
import net.teardown.experiment.Target;
import org.jspecify.annotations.Nullable;

/** The lines above the ladder. */
final class Words {

  private static final int MOST_NAME_COLUMNS = 24;

  private Words() {}

  static String headline(Outcome outcome) {
    List<String> parts = new ArrayList<>();
    parts.add(outcome.verdict().name());
    if (outcome.reason() != null) {
      parts.add(outcome.reason().name());
    }
    if (Boolean.FALSE.equals(outcome.asPredicted())) {
      parts.add("NOT as predicted");
    }
    String what = outcome.spec().closer() == Closer.RESPONDER ? "reply" : "message";
    long accepted = outcome.closer().bytesAccepted();
    switch (outcome.delivery()) {
      case WHOLE -> parts.add("%s whole, %s".formatted(what, Amounts.bytes(accepted)));
      case TRUNCATED ->
          parts.add(
              "%s cut short, %s of %s"
                  .formatted(
                      what,
                      Amounts.number(outcome.observer().bytesRead()),
                      Amounts.bytes(accepted)));
      case LOST -> parts.add("%s lost, %s".formatted(what, Amounts.bytes(accepted)));
      case NONE_SENT, UNKNOWN -> {}
    }
    return String.join(", ", parts);
  }

  static String circumstances(Outcome outcome) {
    String sockets =
        switch (outcome.stack()) {
          case "posix" -> "libc";
          case "jdk" -> "JDK sockets";
          default -> outcome.stack();
        };
    return "%s, %s, %s".formatted(where(outcome), sockets, Amounts.time(outcome.durationMicros()));
  }

  private static String where(Outcome outcome) {
    Target target = outcome.spec().target();
    if (target == null) {
      return outcome.spec().peer().name().toLowerCase(Locale.ROOT);
    }
    Across across = outcome.across();
    RespondingInstance responder = across == null ? null : across.responder();
    return "%s → %s"
        .formatted(
            shortened(outcome.vantage()),
            shortened(responder == null ? target.host() : responder.vantage()));
  }

  private static String shortened(String name) {
    return Wrap.columns(name) <= MOST_NAME_COLUMNS
        ? name
        : Wrap.lines(name.replace(' ', '_'), MOST_NAME_COLUMNS - 3).getFirst() + "...";
  }

  static String address(Outcome outcome, EndRecord end) {
    if (end.address() != null) {
      return end.address();
    }
    return outcome.spec().target() != null && end == outcome.responder()
        ? "not heard of"
        : "no address";
  }

  /** How far apart two ends' calls must be for their times to say which was first. */
  static @Nullable String legend(Outcome outcome) {
    Across across = outcome.across();
    return across == null || across.clockErrorMicros() == null
        ? null
        : "~ times of the two ends are known to ±" + Amounts.time(across.clockErrorMicros());
  }

  /**
   * What each end is to do, in the order of doing it; only the unread count is what really
   * happened.
   */
  static String spec(Outcome outcome) {
    Spec spec = outcome.spec();
    boolean responderCloses = spec.closer() == Closer.RESPONDER;
    List<String> clauses = new ArrayList<>();
    clauses.add(
        clause(
            "A",
            amount("sends", spec.bytesSent()),
            spec.initiatorHalfCloses() ? "half-closes" : ""));
    if (!responderCloses && spec.replyBytes() > 0) {
      clauses.add(clause("B", amount("replies", spec.replyBytes())));
    }
    clauses.add(
        clause(
            responderCloses ? "B" : "A",
            spec.observerSends() > 0 ? amount("reads", spec.bytesRead()) : "",
            responderCloses && spec.replyBytes() > 0 ? amount("replies", spec.replyBytes()) : "",
            spec.lingerSeconds() == null ? "" : "sets SO_LINGER " + spec.lingerSeconds(),
            spec.shutdownBeforeClose() ? "half-closes" : "",
            spec.drainBeforeClose()
                ? "drains up to " + Amounts.number(spec.drainMillis()) + " ms"
                : "",
            closes(outcome)));
    String observer =
        clause(
            responderCloses ? "A" : "B",
            spec.bytesSentAfterClose() > 0
                ? amount("sends", spec.bytesSentAfterClose()) + " after the close"
                : "",
            switch (spec.observerReads()) {
              case PROMPT -> "";
              case LATE -> "reads late";
              case BLOCKED -> "sits in recv";
            });
    if (!observer.isEmpty()) {
      clauses.add(observer);
    }
    return String.join("; ", clauses);
  }

  private static String closes(Outcome outcome) {
    Long unread = outcome.closer().unreadAtClose();
    return unread == null || unread == 0
        ? "closes"
        : "closes with " + Amounts.count(unread) + " unread";
  }

  private static String amount(String verb, int bytes) {
    return verb + " " + (bytes == 0 ? "nothing" : Amounts.count(bytes));
  }

  private static String clause(String who, String... acts) {
    String all = String.join(", ", List.of(acts).stream().filter(act -> !act.isEmpty()).toList());
    return all.isEmpty() ? "" : who + " " + all;
  }
}

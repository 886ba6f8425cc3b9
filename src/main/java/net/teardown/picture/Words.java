package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.Across;
import net.teardown.experiment.Approach;
import net.teardown.experiment.Closer;
import net.teardown.experiment.EndRecord;
import net.teardown.experiment.HttpRequest;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.RespondingInstance;
import net.teardown.experiment.ServerReport;
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
    ServerReport server = outcome.server();
    String what =
        server != null || outcome.spec().closer() == Closer.RESPONDER ? "reply" : "message";
    long accepted = server == null ? outcome.closer().bytesAccepted() : server.replyBytes();
    switch (outcome.delivery()) {
      case WHOLE -> parts.add("%s whole, %s".formatted(what, Amounts.bytes(accepted)));
      case TRUNCATED ->
          parts.add(
              server == null
                  ? "%s cut short, %s of %s"
                      .formatted(
                          what,
                          Amounts.number(outcome.observer().bytesRead()),
                          Amounts.bytes(accepted))
                  : "%s cut short after %s".formatted(what, Amounts.bytes(accepted)));
      case LOST ->
          parts.add(
              "%s lost, %s"
                  .formatted(
                      what, Amounts.bytes(server == null ? accepted : server.unreadBytes())));
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
    Target target = outcome.spec().target();
    if (target == null || end != outcome.responder()) {
      return "no address";
    }
    return outcome.spec().approach() == null ? "not heard of" : target.authority();
  }

  /** How the times of two clocks compare; null where there is one. */
  static @Nullable String legend(Outcome outcome) {
    long error = Moves.clockErrorMicros(outcome);
    return error == 0
        ? null
        : "~ the two ends' times compare to ±%s: closer, either may be first"
            .formatted(Amounts.time(error));
  }

  /**
   * What each end is to do, in the order of doing it; only the unread count is what really
   * happened.
   */
  static String spec(Outcome outcome) {
    Spec spec = outcome.spec();
    if (spec.approach() != null) {
      return approach(outcome, spec.approach());
    }
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

  private static String approach(Outcome outcome, Approach approach) {
    Spec spec = outcome.spec();
    ServerReport server = outcome.server();
    boolean closes = spec.closer() == Closer.INITIATOR;
    return clause(
        "A",
        "sends " + said(spec, approach, server),
        switch (approach.writing()) {
          case ALL_THEN_READ -> "reads then";
          case READ_WHILE_WRITING -> "";
          case STOP_AT_ERROR -> "stops at an error";
        },
        spec.initiatorHalfCloses() ? "half-closes" : "",
        closes ? amount("reads", spec.bytesRead()) : "",
        closes && spec.shutdownBeforeClose() ? "half-closes" : "",
        closes ? closes(outcome) : "");
  }

  private static String said(Spec spec, Approach approach, @Nullable ServerReport server) {
    HttpRequest http = approach.request() == null ? null : approach.request().http();
    long bytes = server == null ? spec.bytesSent() : server.bytesOffered();
    String amount = bytes == 0 ? "nothing" : Amounts.count(bytes);
    return http == null ? amount : "%s %s, %s".formatted(http.method(), path(http), amount);
  }

  private static String path(HttpRequest request) {
    return request.path().length() <= MOST_NAME_COLUMNS
        ? request.path()
        : request.path().substring(0, MOST_NAME_COLUMNS - 3) + "...";
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

package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Quantity;
import net.teardown.picture.Picture.Lifeline;
import org.jspecify.annotations.Nullable;

/** Writes the lines above the ladder. */
final class Headline {

  private static final int MOST_NAME_COLUMNS = 24;

  private Headline() {}

  static String headline(Outcome outcome) {
    List<String> parts = new ArrayList<>();
    parts.add(outcome.verdict().name());
    if (outcome.reason() != null) {
      parts.add(outcome.reason().name());
    }
    if (Boolean.FALSE.equals(outcome.asPredicted())) {
      parts.add("NOT as predicted");
    }
    ServerReport server = outcome.ends().server().orElse(null);
    String what =
        server != null || outcome.spec().closer() == Closer.RESPONDER ? "reply" : "message";
    EndRecord closing = Side.closing(outcome).of(outcome);
    long accepted = server == null ? closing.bytesAccepted() : server.replyBytes();
    switch (outcome.delivery()) {
      case WHOLE -> parts.add("%s whole, %s".formatted(what, Quantity.bytes(accepted)));
      case TRUNCATED ->
          parts.add(
              server == null
                  ? "%s cut short, %s of %s"
                      .formatted(
                          what,
                          Quantity.number(Side.observing(outcome).of(outcome).bytesRead()),
                          Quantity.bytes(accepted))
                  : "%s cut short after %s".formatted(what, Quantity.bytes(accepted)));
      case LOST ->
          parts.add(
              "%s lost, %s"
                  .formatted(
                      what, Quantity.bytes(server == null ? accepted : server.unreadBytes())));
      case NONE_SENT, UNKNOWN -> {}
    }
    return String.join(", ", parts);
  }

  static String circumstances(Outcome outcome) {
    String sockets =
        switch (outcome.run().stack()) {
          case "posix" -> "libc";
          case "jdk" -> "JDK sockets";
          default -> outcome.run().stack();
        };
    return "%s, %s, %s"
        .formatted(where(outcome), sockets, Amounts.time(outcome.run().durationMicros()));
  }

  private static String where(Outcome outcome) {
    RespondingInstance responder = outcome.ends().between().responder();
    return outcome
        .spec()
        .target()
        .map(target ->
            "%s → %s"
                .formatted(
                    shortened(outcome.run().vantage()),
                    shortened(responder == null ? target.host() : responder.vantage())))
        .orElse("loopback");
  }

  private static String shortened(String name) {
    return Wrap.columns(name) <= MOST_NAME_COLUMNS
        ? name
        : Wrap.lines(name.replace(' ', '_'), MOST_NAME_COLUMNS - 3).getFirst() + "...";
  }

  /** The lifeline of the end that connected. */
  static Lifeline initiator(Outcome outcome) {
    return new Lifeline(
        "initiator (A)", Objects.requireNonNullElse(outcome.initiator().address(), "no address"));
  }

  /** The lifeline of the end that accepted. */
  static Lifeline other(Outcome outcome) {
    String address = outcome.ends().other().map(EndRecord::address).orElse(null);
    return switch (outcome.spec().otherEnd()) {
      case OtherEnd.SameHost _ ->
          new Lifeline("responder (B)", Objects.requireNonNullElse(address, "no address"));
      case OtherEnd.Responder _ ->
          new Lifeline("responder (B)", Objects.requireNonNullElse(address, "not heard of"));
      case OtherEnd.Server(Target target, _, _) -> new Lifeline("server (B)", target.authority());
    };
  }

  /** How precisely the times of two clocks compare; null if both ends used one clock. */
  static @Nullable String legend(Outcome outcome) {
    long error = NotableCalls.clockErrorMicros(outcome);
    return error == 0
        ? null
        : "~ the two ends' times compare to ±%s: closer, either may be first"
            .formatted(Amounts.time(error));
  }

  /** What the spec has each end do, in order. Only the unread count is the measured one. */
  static String spec(Outcome outcome) {
    Spec spec = outcome.spec();
    return switch (spec.otherEnd()) {
      case OtherEnd.SameHost _, OtherEnd.Responder _ -> ofBothEnds(outcome);
      case OtherEnd.Server(_, ServerDialogue dialogue, _) -> ofOneEnd(outcome, dialogue);
    };
  }

  private static String ofBothEnds(Outcome outcome) {
    Spec spec = outcome.spec();
    boolean responderCloses = spec.closer() == Closer.RESPONDER;
    List<String> clauses = new ArrayList<>();
    if (spec.exchange().tls() != null) {
      clauses.add("both speak " + spec.exchange().tls().version().text());
    }
    clauses.add(
        clause(
            "A",
            amount("sends", spec.exchange().bytesSent()),
            spec.exchange().initiatorHalfCloses() ? "half-closes" : ""));
    if (!responderCloses && spec.exchange().replyBytes() > 0) {
      clauses.add(clause("B", amount("replies", spec.exchange().replyBytes())));
    }
    clauses.add(
        clause(
            responderCloses ? "B" : "A",
            spec.observerSends() > 0 ? amount("reads", spec.close().bytesRead()) : "",
            responderCloses && spec.exchange().replyBytes() > 0
                ? amount("replies", spec.exchange().replyBytes())
                : "",
            spec.exchange().idleMillis() == 0
                ? ""
                : "waits %s for 1 byte more".formatted(Quantity.time(spec.exchange().idle())),
            spec.close().lingerSeconds() == null
                ? ""
                : "sets SO_LINGER " + spec.close().lingerSeconds(),
            spec.close().shutdownBeforeClose() ? "half-closes" : "",
            spec.close().drainBeforeClose()
                ? "drains up to " + Quantity.number(spec.close().drainMillis()) + " ms"
                : "",
            closes(outcome)));
    String observer =
        clause(
            responderCloses ? "A" : "B",
            spec.exchange().bytesSentAfterClose() > 0
                ? amount("sends", spec.exchange().bytesSentAfterClose()) + " after the close"
                : "",
            switch (spec.exchange().observerReads()) {
              case PROMPT -> "";
              case LATE -> "reads late";
              case BLOCKED -> "sits in recv";
            });
    if (!observer.isEmpty()) {
      clauses.add(observer);
    }
    return String.join("; ", clauses);
  }

  private static String ofOneEnd(Outcome outcome, ServerDialogue dialogue) {
    Spec spec = outcome.spec();
    ServerReport server = outcome.ends().server().orElse(null);
    boolean closes = spec.closer() == Closer.INITIATOR;
    return clause(
        "A",
        "sends " + sent(spec, dialogue, server),
        switch (dialogue.writing()) {
          case ALL_THEN_READ -> "reads then";
          case READ_WHILE_WRITING -> "";
          case STOP_AT_ERROR -> "stops at an error";
        },
        spec.exchange().initiatorHalfCloses() ? "half-closes" : "",
        closes ? amount("reads", spec.close().bytesRead()) : "",
        closes && spec.close().shutdownBeforeClose() ? "half-closes" : "",
        closes ? closes(outcome) : "");
  }

  private static String sent(Spec spec, ServerDialogue dialogue, @Nullable ServerReport server) {
    long bytes = server == null ? spec.exchange().bytesSent() : server.bytesOffered();
    String amount = bytes == 0 ? "nothing" : Amounts.count(bytes);
    return switch (dialogue.request()) {
      case Request.Http http -> "%s %s, %s".formatted(http.method(), path(http), amount);
      case Request.Conversation(List<Turn> turns) ->
          "%s in %d %s".formatted(amount, turns.size(), turns.size() == 1 ? "turn" : "turns");
      case Request.Filler _, Request.Text _, Request.Bytes _, Request.Withheld _ -> amount;
    };
  }

  private static String path(Request.Http request) {
    return request.path().length() <= MOST_NAME_COLUMNS
        ? request.path()
        : request.path().substring(0, MOST_NAME_COLUMNS - 3) + "...";
  }

  private static String closes(Outcome outcome) {
    Long unread = outcome.closer().map(EndRecord::unreadAtClose).orElse(null);
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

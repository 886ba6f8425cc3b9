package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Reason;
import net.teardown.picture.Arrow.Fate;
import org.jspecify.annotations.Nullable;

/**
 * One direction of the connection: which FIN and RST one end sent and with which call, by its own
 * transcript, and what became of them, by the other end's.
 */
final class WireEnding {

  private final Outcome outcome;
  private final Side from;
  private final WireFacts sender;
  private final WireFacts receiver;

  /** Whether both ends are on one host, with nothing in between. */
  private final boolean direct;

  private final boolean toServer;

  private final long clockErrorMicros;
  private final boolean answersData;

  private @Nullable Arrow halfClose;
  private final List<Arrow> close = new ArrayList<>();
  private @Nullable Arrow answer;
  private final List<Arrow> unsent = new ArrayList<>();
  private boolean finWaits;

  /**
   * @param answersData whether the other end sent data after this one had closed
   */
  WireEnding(
      Outcome outcome, Side from, WireFacts sender, WireFacts receiver, boolean answersData) {
    this.outcome = outcome;
    this.from = from;
    this.sender = sender;
    this.receiver = receiver;
    this.answersData = answersData;
    direct = !outcome.spec().peer().isElsewhere();
    toServer = !outcome.spec().peer().isOurs();
    clockErrorMicros = NotableCalls.clockErrorMicros(outcome);
    ByClose closing = sender.byClose(receiver);
    boolean madeUp = fin(closing);
    reset(closing, madeUp);
  }

  /** Draws the FIN, and returns whether a FIN arrived that the sender didn't send. */
  private boolean fin(@Nullable ByClose closing) {
    Step sentBy =
        sender.halfClose() != null
            ? sender.halfClose()
            : closing == ByClose.FIN ? sender.close() : null;
    boolean came = Boolean.TRUE.equals(receiver.finCame());
    if (sentBy == null) {
      if (came) {
        unsent.add(Arrow.fin(from, origin()));
      }
      return came && origin() == Fate.MADE_IN_BETWEEN;
    }
    boolean missing = sender.bytesAccepted() > receiver.received();
    // A FIN arrives behind all that was sent before it (RFC 9293 3.10.7.4), and not before it was
    // sent.
    boolean another =
        came
            && !direct
            && ((missing && receiver.receivedNoMore()) || before(receiver.endReturnedBy(), sentBy));
    finWaits = sender.holdsBack();
    if (another) {
      unsent.add(Arrow.fin(from, Fate.MADE_IN_BETWEEN));
    } else if (came && finWaits) {
      unsent.add(Arrow.fin(from, Fate.ARRIVED));
    }
    Arrow arrow = finWaits ? null : Arrow.fin(from, another ? Fate.UNKNOWN : fate(missing));
    if (arrow != null && sentBy.equals(sender.halfClose())) {
      halfClose = arrow;
    } else if (arrow != null) {
      close.add(arrow);
    }
    return another;
  }

  private Fate fate(boolean missing) {
    Boolean came = receiver.finCame();
    if (came == null) {
      return saysNothing() && !missing ? Fate.ARRIVED : Fate.UNKNOWN;
    }
    // Behind bytes that never arrived, an abort may have thrown it away before it left.
    return came ? Fate.ARRIVED : missing ? Fate.UNKNOWN : Fate.LOST;
  }

  /**
   * Whether the receiver finished but took no evidence, as a closer doesn't. With nothing in
   * between, what was sent has arrived then.
   */
  private boolean saysNothing() {
    return direct && receiver.whole() && !receiver.observed();
  }

  private void reset(@Nullable ByClose closing, boolean finMadeUp) {
    Boolean came = receiver.resetCame();
    boolean early = before(receiver.resetReturnedBy(), sender.close());
    boolean mayHave = closing == ByClose.RST || closing == null;
    if (mayHave && !early) {
      Fate fate =
          came == null
              ? saysNothing() ? Fate.ARRIVED : Fate.UNKNOWN
              : came && !finMadeUp ? Fate.ARRIVED : closing == null ? Fate.UNKNOWN : Fate.LOST;
      if (closing == ByClose.RST || fate == Fate.ARRIVED || !direct) {
        close.add(Arrow.rst(from, fate));
      }
      if (Boolean.TRUE.equals(came) && finMadeUp) {
        unsent.add(Arrow.rst(from, Fate.MADE_IN_BETWEEN));
      }
      return;
    }
    if (mayHave) {
      close.add(Arrow.rst(from, Fate.UNKNOWN));
    }
    if (!Boolean.TRUE.equals(came)) {
      return;
    }
    if (early || injected()) {
      unsent.add(Arrow.rst(from, direct ? Fate.ARRIVED : Fate.MADE_IN_BETWEEN));
    } else if (answersData) {
      answer = Arrow.rst(from, Fate.ARRIVED);
    } else {
      // A kernel answers segments for a closed socket by RST.
      unsent.add(Arrow.rst(from, sender.whole() && !direct ? Fate.ORIGIN_UNKNOWN : origin()));
    }
  }

  /** The origin of a segment that no recorded call of the sender sent. */
  private Fate origin() {
    if (direct || toServer) {
      return Fate.ARRIVED;
    }
    boolean elsewhere =
        outcome.reason() == Reason.TICKET_NOT_CLAIMED
            || outcome.reason() == Reason.REACHED_ANOTHER_INSTANCE;
    return sender.whole() || (elsewhere && !sender.given())
        ? Fate.MADE_IN_BETWEEN
        : Fate.ORIGIN_UNKNOWN;
  }

  private boolean before(@Nullable Step received, @Nullable Step sent) {
    return received != null
        && sent != null
        && received.untilMicros() + clockErrorMicros < sent.atMicros();
  }

  private boolean injected() {
    return outcome.ends().between().findings().stream()
        .anyMatch(
            finding -> finding.kind() == Diagnosis.Kind.RESET_INJECTED && finding.confirmed());
  }

  /** The FIN that this half-close sent; null for none. */
  @Nullable Arrow atHalfClose(Step step) {
    return step.equals(sender.halfClose()) ? halfClose : null;
  }

  /** The segments that the close sent. */
  List<Arrow> atClose() {
    return List.copyOf(close);
  }

  /** Whether this call's FIN waited behind bytes that were not yet sent. */
  boolean finWaits(Step step) {
    Step sentBy = sender.halfClose() == null ? sender.close() : sender.halfClose();
    return finWaits && step.equals(sentBy);
  }

  /** The answer to data that arrived after this end's close; null if none is proven. */
  @Nullable Arrow afterData() {
    return answer;
  }

  /** Segments that arrived although no call of the sender sent them at that time. */
  List<Arrow> unsent() {
    return List.copyOf(unsent);
  }

  /** The fate of a SYN that was answered. */
  Fate ofSyn() {
    return direct || toServer || receiver.did(Call.ACCEPT) ? Fate.ARRIVED : Fate.UNKNOWN;
  }

  /** The fate of the ticket. */
  Fate ofTicket() {
    return receiver.did(Call.RECV_TICKET) ? Fate.ARRIVED : Fate.UNKNOWN;
  }

  /** How many of the sender's bytes are proven to have arrived. */
  long arrived() {
    return receiver.received();
  }

  /** The fate of the sender's other bytes. */
  Fate ofTheRest() {
    return receiver.receivedNoMore() ? Fate.LOST : Fate.UNKNOWN;
  }

  /** The fate of bytes sent to an end that had closed. */
  Fate ofLateData(WireEnding back) {
    return direct || back.answer != null ? Fate.ARRIVED : Fate.UNKNOWN;
  }

  /** The origin of bytes if there is no transcript of their sender; null if there is one. */
  @Nullable Fate ofDataWithoutTranscript() {
    return sender.given() ? null : origin();
  }

  /** The origin of the answer to a refused SYN. */
  Fate ofRefusal() {
    return direct || toServer ? Fate.ARRIVED : Fate.ORIGIN_UNKNOWN;
  }
}

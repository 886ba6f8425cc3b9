package net.teardown.script;

import java.time.Duration;
import java.util.Objects;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.CallResult;
import net.teardown.socket.Interest;

/**
 * Performs the acts around a connection's end: waits for what the close depends on, waits for a
 * reset after it, and probes the path with one byte.
 */
final class Settling {

  /** How long after the end of its input an observer asks whether the closer is still alive. */
  private static final Duration DOUBT = Duration.ofMillis(250);

  /**
   * How long after its FIN a reset over loopback may arrive where this host delivers
   * asynchronously.
   */
  private static final Duration LOOPBACK_LAG = Duration.ofMillis(5);

  /** How long a server's hidden reset is waited for if nothing else is asked for. */
  private static final Duration LEAST_SETTLING =
      Duration.ofMillis(Objects.requireNonNull(SpecFields.SETTLE_MILLIS.fallback()));

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;
  private final EndSignals signals;

  private boolean doubted;
  private long lastUnread = -1;
  private long lastUnreadNanos;

  Settling(ScriptState scriptState) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
    this.signals = scriptState.signals;
  }

  // ---- before the close

  /**
   * Waits until SIOCINQ reports the bytes that will be left unread. If the buffers can't hold that
   * many it never will; then it is enough that no more can arrive as long as nobody reads.
   */
  Performed perform(Act.AwaitArrival act) {
    long unread = connection.kernel().unread();
    boolean sizeIsOpen = act.ticketToo() && act.acrossNetwork();
    boolean arrived = unread < 0 || (unread >= awaited(act) && !sizeIsOpen);
    if (arrived && (!act.finToo() || connection.kernel().peerHalfClosed())) {
      return Performed.DONE;
    }
    boolean stands =
        act.acrossNetwork()
            ? stands(unread, connection.kernel().retransmissionTimeout())
            : nothingMoreCanCome(unread);
    return (stands && unread > 0) || (act.acrossNetwork() && connection.kernel().broken())
        ? Performed.DONE
        : scriptState.tick();
  }

  /** How many bytes at least are unread once those have arrived that an act waits for. */
  private long awaited(Act.AwaitArrival act) {
    Records records = connection.records();
    if (records == null) {
      return act.unread();
    }
    return records.over() || !records.stream().established()
        ? 0
        : records.onWire(act.unread()) + (act.ticketToo() ? 1 : 0);
  }

  /**
   * Waits until a server's bytes have arrived. How many it sends isn't known here, so it counts as
   * done when nothing more arrives, or, if nothing arrived at all, when the server counts as
   * silent.
   */
  Performed perform(Act.AwaitStandstill act, Silence silence) {
    long untilNanos = scriptState.deadlineNanos - act.reserved().toNanos();
    if (scriptState.isOver() || System.nanoTime() >= untilNanos || connection.kernel().broken()) {
      return Performed.DONE;
    }
    long unread = connection.kernel().unread();
    if (unread < 0) {
      return Performed.DONE;
    }
    boolean stands = stands(unread, Duration.ZERO);
    if (unread > 0) {
      return stands ? Performed.DONE : scriptState.tick();
    }
    long silentNanos = silence.sinceNanos() + act.silence().toNanos();
    if (System.nanoTime() >= silentNanos) {
      boolean inFlight = silence.inFlight();
      silentNanos = silence.sinceNanos() + act.silence().toNanos();
      if (inFlight) {
        silentNanos = System.nanoTime() + Conversing.LOOK_AGAIN.toNanos();
      } else if (System.nanoTime() >= silentNanos) {
        return Performed.DONE;
      }
    }
    // After a FIN a wait for input returns at once, so only a tick helps.
    return connection.kernel().peerHalfClosed()
        ? scriptState.tick()
        : scriptState.awaitSocket(Interest.INPUT, Math.min(silentNanos, untilNanos));
  }

  /**
   * Whether the sender's kernel sees a zero window, so that what it still holds stays there. Where
   * it can't be asked, the sender's blocked {@code send} says so.
   */
  private boolean nothingMoreCanCome(long unread) {
    boolean same = unread == lastUnread;
    lastUnread = unread;
    Long window = signals.observersWindow();
    return window == null ? same && signals.observerCannotSend() : window == 0;
  }

  /** Whether the count hasn't changed for so long that nothing more is expected to arrive. */
  private boolean stands(long unread, Duration retransmissionTimeout) {
    long now = System.nanoTime();
    if (unread != lastUnread) {
      lastUnread = unread;
      lastUnreadNanos = now;
      return false;
    }
    return now - lastUnreadNanos
        >= PathTimes.standstill(connection.kernel().roundTripTime(), retransmissionTimeout)
            .toNanos();
  }

  Performed awaitAcknowledged() {
    return connection.kernel().unacknowledged() > 0 && !connection.kernel().broken()
        ? scriptState.tick()
        : Performed.DONE;
  }

  // ---- after the close

  Performed perform(Act.AwaitCloserClosed act, Transfer transfer) {
    if (signals.closerClosed()) {
      scriptState.settledNanos =
          scriptState.waited && state.inputOver() ? System.nanoTime() - scriptState.beganNanos : 0;
      return Performed.DONE;
    }
    if (scriptState.beganNanos == 0) {
      scriptState.beganNanos = System.nanoTime();
    }
    if (act.whileReading() && !state.inputOver()) {
      return transfer.takeIn() ? scriptState.tick() : Performed.AGAIN;
    }
    if (state.inputOver() && !doubted) {
      long doubtNanos = scriptState.beganNanos + DOUBT.toNanos();
      if (System.nanoTime() < doubtNanos) {
        return scriptState.awaitCue(doubtNanos);
      }
      doubted = true;
      signals.silence();
    }
    return scriptState.awaitCue(scriptState.deadlineNanos);
  }

  /**
   * Waits for a reset that may be on its way since the closer's close or since the last send after
   * it. A send after the close is always answered, however long the path takes: by an RST, or by an
   * ACK from a device in the path.
   */
  Performed settleAcross() {
    boolean sentAfterClose = scriptState.lastSendNanos > signals.closerClosedNanos();
    long since = sentAfterClose ? scriptState.lastSendNanos : signals.closerClosedNanos();
    long onItsWay =
        Math.max(
            connection.kernel().onItsWay(signals.indirect()).toNanos(), scriptState.delayedNanos);
    Performed settled = settle(since, onItsWay);
    return settled == Performed.DONE
            && sentAfterClose
            && !resetIsHere()
            && connection.kernel().awaitsAnswer()
        ? scriptState.tick()
        : settled;
  }

  /**
   * Waits for a reset over loopback. Loopback delivers within the sender's call, and then there is
   * nothing to wait for. Where this host delivers asynchronously, or something arrived after the
   * closer's close, a reset may follow the end that was reported.
   */
  Performed settleHere() {
    if (!scriptState.cameLate && connection.stack().loopbackIsSynchronous(false)) {
      return Performed.DONE;
    }
    if (scriptState.beganNanos == 0) {
      scriptState.beganNanos = System.nanoTime();
      connection.stack().loopbackIsSynchronous(scriptState.cameLate);
    }
    return settle(
        scriptState.beganNanos, Math.max(LOOPBACK_LAG.toNanos(), scriptState.delayedNanos));
  }

  /**
   * Waits for a server's hidden reset, which may come at any time: for the given bound, and longer
   * while the server hasn't taken all that was sent, since it resets when it closes on the rest;
   * but not past the deadline. A wait that the deadline cuts short is enough if it lasted as long
   * as the bound is by default.
   */
  Performed perform(Act.SettleFor act) {
    if (!state.endOfStream()) {
      return Performed.DONE;
    }
    if (scriptState.beganNanos == 0) {
      scriptState.beganNanos = System.nanoTime();
      if (state.bytesAccepted() > 0) {
        connection.kernel().info();
      }
    }
    long bound =
        Math.min(act.bound().toNanos(), scriptState.deadlineNanos - scriptState.beganNanos);
    Performed settled =
        scriptState.signals.cancelled() ? Performed.DONE : settle(scriptState.beganNanos, bound);
    if (settled != Performed.DONE || resetIsHere()) {
      return settled;
    }
    if (state.bytesAccepted() > 0 && !scriptState.isOver() && connection.kernel().untaken()) {
      long lookAgain = System.nanoTime() + Conversing.LOOK_AGAIN.toNanos();
      return state.hasSentFin()
          ? scriptState.await(null, lookAgain)
          : scriptState.awaitSocket(Interest.ERRORS_ONLY, lookAgain);
    }
    long enough = Math.min(act.bound().toNanos(), LEAST_SETTLING.toNanos());
    if (scriptState.settledNanos < enough) {
      scriptState.stoppedIn = act.phase();
    }
    return settled;
  }

  /**
   * Waits for a reset, at most for {@code nanos}. Once both ends have sent a FIN, POLLHUP is
   * permanent and ends every wait at once, so only a tick helps.
   */
  private Performed settle(long sinceNanos, long nanos) {
    scriptState.settledNanos = Math.max(0, System.nanoTime() - sinceNanos);
    if (resetIsHere() || scriptState.settledNanos >= nanos) {
      return Performed.DONE;
    }
    if (state.hasSentFin()) {
      return scriptState.tick();
    }
    return scriptState.awaitSocket(Interest.ERRORS_ONLY, sinceNanos + nanos);
  }

  private boolean resetIsHere() {
    return state.failed() || connection.kernel().resetCame();
  }

  /**
   * Probes until the byte is answered, or was retransmitted so often that no answer is expected.
   */
  Performed probe() {
    if (state.probe() == null && !sendProbe()) {
      return Performed.DONE;
    }
    long until =
        scriptState.beganNanos + PathTimes.probing(connection.kernel().roundTripTime()).toNanos();
    boolean over =
        switch (connection.kernel().answerToProbe()) {
          case RESET, NOT_SENT -> true;
          // A reset may follow the acknowledgement.
          case ACKNOWLEDGED -> System.nanoTime() >= until;
          case UNACKNOWLEDGED -> connection.kernel().unanswered();
        };
    return over ? Performed.DONE : scriptState.tick();
  }

  /** Sends one byte to probe the path. False if nothing can be sent any more. */
  private boolean sendProbe() {
    state.probeAnswered(ProbeAnswer.NOT_SENT);
    if (!connection.stack().givesKernelEvidence()
        || state.hasSentFin()
        || state.failed()
        || connection.kernel().broken()) {
      return false;
    }
    CallResult result = connection.sendApart(Call.PROBE);
    state.probeSent(result.ok());
    return result.ok();
  }
}

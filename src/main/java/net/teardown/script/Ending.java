package net.teardown.script;

import java.time.Duration;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;

/**
 * Performs the acts round a connection's end: what is waited for before the close, whether a reset
 * comes behind it, and what becomes of a byte sent to learn what lies between.
 */
final class Ending {

  /** How long after the end of its input an observer begins to doubt that the closer is there. */
  private static final Duration DOUBT = Duration.ofMillis(250);

  /** How long a reset over loopback may come behind its FIN where this host delivers later. */
  private static final Duration LOOPBACK_LAG = Duration.ofMillis(5);

  private final ScriptState play;
  private final Connection connection;
  private final EndState state;
  private final EndSignals cues;

  private boolean doubted;
  private long lastUnread = -1;
  private long lastUnreadNanos;

  Ending(ScriptState play) {
    this.play = play;
    this.connection = play.connection;
    this.state = play.state;
    this.cues = play.cues;
  }

  // ---- before the close

  /**
   * Arrived is when SIOCINQ says what will be left unread. Beyond what the buffers hold that never
   * comes true: then it is enough that no more can come as long as nobody reads.
   */
  Performed perform(Act.AwaitArrival act) {
    long unread = connection.kernel().unread();
    boolean arrived = unread < 0 || unread >= act.unread();
    if (arrived && (!act.finToo() || connection.kernel().peerHalfClosed())) {
      return Performed.DONE;
    }
    boolean stands =
        act.acrossNetwork()
            ? stands(unread, connection.kernel().retransmissionTimeout())
            : nothingMoreCanCome(unread);
    return (stands && unread > 0) || (act.acrossNetwork() && connection.kernel().broken())
        ? Performed.DONE
        : play.tick();
  }

  /**
   * What a server sends is known by nobody here: it has arrived when nothing more comes, and where
   * nothing came, when the server counts as having nothing to say.
   */
  Performed perform(Act.AwaitStandstill act) {
    if (play.isOver() || connection.kernel().broken()) {
      return Performed.DONE;
    }
    long unread = connection.kernel().unread();
    if (unread < 0) {
      return Performed.DONE;
    }
    boolean stands = stands(unread, Duration.ZERO);
    if (unread > 0) {
      return stands ? Performed.DONE : play.tick();
    }
    long silentNanos = lastUnreadNanos + act.silence().toNanos();
    if (System.nanoTime() >= silentNanos) {
      return Performed.DONE;
    }
    // Of a FIN that has come every wait for input would tell at once.
    return connection.kernel().peerHalfClosed()
        ? play.tick()
        : play.awaitSocket(Interest.INPUT, silentNanos);
  }

  /**
   * The sender's own kernel knows of no room left here: what it still has stays there. Where it
   * can't be asked, its {@code send} that would block says so.
   */
  private boolean nothingMoreCanCome(long unread) {
    boolean same = unread == lastUnread;
    lastUnread = unread;
    Long window = cues.observersWindow();
    return window == null ? same && cues.observerCannotSend() : window == 0;
  }

  /** Whether a count has stood for so long that nothing more is expected to come. */
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
        ? play.tick()
        : Performed.DONE;
  }

  // ---- behind the close

  Performed perform(Act.AwaitCloserClosed act, Transfer transfer) {
    if (cues.closerClosed()) {
      play.settledNanos =
          play.waited && state.inputOver() ? System.nanoTime() - play.beganNanos : 0;
      return Performed.DONE;
    }
    if (act.whileReading() && !state.inputOver()) {
      return transfer.takeIn() ? play.tick() : Performed.AGAIN;
    }
    if (state.inputOver() && !doubted) {
      long doubtNanos = play.beganNanos + DOUBT.toNanos();
      if (System.nanoTime() < doubtNanos) {
        return play.awaitCue(doubtNanos);
      }
      doubted = true;
      cues.silence();
    }
    return play.awaitCue(play.deadlineNanos);
  }

  /**
   * Waits for a reset that may be on its way, since the closer's close or what was sent after it.
   * What was sent after it is answered, however long the path takes: by an RST, or by an ACK of
   * somebody else.
   */
  Performed settleAcross() {
    boolean sentAfterClose = play.lastSendNanos > cues.closerClosedNanos();
    long since = sentAfterClose ? play.lastSendNanos : cues.closerClosedNanos();
    long onItsWay =
        Math.max(connection.kernel().onItsWay(cues.indirect()).toNanos(), play.delayedNanos);
    Performed settled = settle(since, onItsWay);
    return settled == Performed.DONE
            && sentAfterClose
            && !resetIsHere()
            && connection.kernel().awaitsAnswer()
        ? play.tick()
        : settled;
  }

  /**
   * Loopback delivers within the sender's call, and then there is nothing to wait for. Where this
   * host is set otherwise, or something came later than the closer's close, a reset may come behind
   * the end that was told.
   */
  Performed settleHere() {
    if (!play.cameLate && connection.stack().loopbackIsSynchronous(false)) {
      return Performed.DONE;
    }
    if (play.beganNanos == 0) {
      play.beganNanos = System.nanoTime();
      connection.stack().loopbackIsSynchronous(play.cameLate);
    }
    return settle(play.beganNanos, Math.max(LOOPBACK_LAG.toNanos(), play.delayedNanos));
  }

  /**
   * A hidden reset of a server comes when that likes: it has so long, but not past the deadline.
   */
  Performed perform(Act.SettleFor act) {
    if (!state.endOfStream()) {
      return Performed.DONE;
    }
    if (play.beganNanos == 0) {
      play.beganNanos = System.nanoTime();
    }
    long bound = Math.min(act.bound().toNanos(), play.deadlineNanos - play.beganNanos);
    Performed settled = play.cues.cancelled() ? Performed.DONE : settle(play.beganNanos, bound);
    if (settled == Performed.DONE && play.settledNanos < act.bound().toNanos() && !resetIsHere()) {
      play.stoppedIn = act.phase();
    }
    return settled;
  }

  /**
   * Waits for a reset, at most for {@code nanos}. Once both ends have sent a FIN, POLLHUP stands
   * and wakes every wait: then only the clock helps.
   */
  private Performed settle(long sinceNanos, long nanos) {
    play.settledNanos = Math.max(0, System.nanoTime() - sinceNanos);
    if (resetIsHere() || play.settledNanos >= nanos) {
      return Performed.DONE;
    }
    if (state.hasSentFin()) {
      return play.tick();
    }
    return play.awaitSocket(Interest.ERRORS_ONLY, sinceNanos + nanos);
  }

  private boolean resetIsHere() {
    return state.failed() || connection.kernel().resetCame();
  }

  /** Until it is answered, or was sent again so often that nobody will. */
  Performed probe() {
    if (state.probe() == null && !connection.sendProbe()) {
      return Performed.DONE;
    }
    long until = play.beganNanos + PathTimes.probing(connection.kernel().roundTripTime()).toNanos();
    boolean over =
        switch (connection.kernel().answerToProbe()) {
          case RESET, NOT_SENT -> true;
          // A reset may come behind the acknowledgement.
          case ACKNOWLEDGED -> System.nanoTime() >= until;
          case UNACKNOWLEDGED -> connection.kernel().unanswered();
        };
    return over ? Performed.DONE : play.tick();
  }
}

package net.teardown.script;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Phase;
import net.teardown.script.End.Received;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Performs one end's script, call by call. {@link #advance} never waits, so that one thread can
 * play both ends; {@link #play} is for an end with a thread of its own. A call that fails is
 * written down and the script goes on: what happens on the network is an outcome.
 */
public final class Player {

  /** How far {@link #advance} got. */
  public enum Progress {
    FINISHED,
    /** Could go on, but the other end should have its turn first. */
    YIELDED,
    /** Nothing can be done before the network, the other end or the clock moves. */
    WAITING
  }

  private enum Performed {
    DONE,
    YIELD,
    WAIT
  }

  /**
   * How often to look again at what no descriptor tells of: counters of the queues, and where one
   * thread plays both ends the other one's cues.
   */
  private static final Duration TICK = Duration.ofMillis(1);

  /** How long an end with a thread of its own may sit without looking at its cues. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  /** The same of one that sits in {@code recv(2)}. */
  private static final Duration LONGEST_SITTING = Duration.ofMillis(500);

  /** How long after the end of its input an observer begins to doubt that the closer is there. */
  private static final Duration DOUBT = Duration.ofMillis(250);

  /** What an observer has at least after the close, before it probes. */
  private static final Duration LEAST_TO_OBSERVE = Duration.ofSeconds(1);

  /** How long a reset over loopback may come behind its FIN where this host delivers later. */
  private static final Duration LOOPBACK_LAG = Duration.ofMillis(5);

  private final Script script;
  private final End end;
  private final Cues cues;
  private final @Nullable InetSocketAddress remote;
  private final @Nullable TcpListener listener;
  private final @Nullable Admission admission;
  private final @Nullable ByteBuffer ticket;
  private final long deadlineNanos;

  /** When an observer that has heard of the close must be through with everything but its probe. */
  private final long endNanos;

  private int next;
  private int moves;
  private boolean begun;
  private boolean waited;
  private boolean doubted;
  private long beganNanos;
  private long left;
  private long lastUnread;
  private long lastUnreadNanos;
  private long lastSendNanos;
  private long settledNanos;
  private long delayedNanos;
  private boolean cameLate;
  private @Nullable Phase stoppedIn;
  private @Nullable Waiting waitingFor;
  private boolean waitingForCue;
  private long cueUntilNanos;
  private long wakeNanos;

  private Player(
      Script script,
      Stage stage,
      @Nullable InetSocketAddress remote,
      @Nullable TcpListener listener,
      @Nullable Admission admission,
      @Nullable ByteBuffer ticket) {
    this.script = script;
    this.end = new End(stage.stack(), stage.buffers(), stage.originNanos());
    this.cues = stage.cues();
    this.deadlineNanos = stage.deadlineNanos();
    this.endNanos = deadlineNanos - script.kept().toNanos();
    this.remote = remote;
    this.listener = listener;
    this.admission = admission;
    this.ticket = ticket;
  }

  /** Plays the initiator. */
  public static Player initiator(Script script, Stage stage, InetSocketAddress remote) {
    return new Player(script, stage, remote, null, null, null);
  }

  /** Plays the initiator of a run with another host, who shows this ticket. */
  public static Player initiator(
      Script script, Stage stage, InetSocketAddress remote, byte[] ticket) {
    ByteBuffer direct = ByteBuffer.allocateDirect(ticket.length).put(ticket).flip();
    return new Player(script, stage, remote, null, null, direct);
  }

  /** Plays the responder, who accepts the initiator of the stage's cues from this listener. */
  public static Player responder(Script script, Stage stage, TcpListener listener) {
    return new Player(script, stage, null, listener, null, null);
  }

  /** Plays the responder of a run with another host, on a connection that has shown its ticket. */
  public static Player responder(Script script, Stage stage, Admission admission) {
    return new Player(script, stage, null, null, admission, null);
  }

  /** Performs what can be performed now. */
  public Progress advance() {
    if (wakeNanos != 0) {
      noteDelay();
    }
    while (next < script.acts().size()) {
      Act act = script.acts().get(next);
      if (!begun) {
        begin(act);
      }
      switch (perform(act)) {
        case DONE -> goOn();
        case YIELD -> {
          goOn();
          return Progress.YIELDED;
        }
        case WAIT -> {
          if (!cues.cancelled() && System.nanoTime() < until(act)) {
            waited = true;
            return Progress.WAITING;
          }
          stop(act);
        }
      }
    }
    return Progress.FINISHED;
  }

  /** Performs the whole script, waiting where it must. */
  public void play() {
    cues.await();
    try {
      while (true) {
        switch (advance()) {
          case FINISHED -> {
            return;
          }
          case YIELDED -> {
            // The other end has its own thread, and so its turn already.
          }
          case WAITING -> await();
        }
      }
    } finally {
      cues.awaitNoMore();
    }
  }

  private void await() {
    if (waitingForCue) {
      // A cue ends it; a tick would wake for nothing a thousand times a second.
      LockSupport.parkNanos(
          Math.clamp(cueUntilNanos - System.nanoTime(), 0, LONGEST_WAIT.toNanos()));
    } else if (waitingFor != null) {
      Duration wait = untilWake();
      end.stack()
          .await(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT, List.of(waitingFor));
    } else {
      LockSupport.parkNanos(untilWake().toNanos());
    }
  }

  /** Which descriptor to wait for; null where none tells. */
  public @Nullable Waiting waitingFor() {
    return waitingFor;
  }

  /** How long to wait at most before {@link #advance} is worth calling again. */
  public Duration untilWake() {
    return Duration.ofNanos(Math.max(0, wakeNanos - System.nanoTime()));
  }

  /**
   * Counts everything that moved; unchanged between two calls means that there is nothing to do but
   * wait.
   */
  public int moves() {
    return moves;
  }

  /**
   * How long this end had the end of the stream before it knew that the closer has closed, and so
   * that no reset is to come.
   */
  public Duration settled() {
    return Duration.ofNanos(settledNanos);
  }

  /**
   * An address and port as transcripts write it: {@code 10.0.0.1:41234}, {@code [fd00::1]:41234}.
   */
  public static String text(InetSocketAddress address) {
    return End.text(address);
  }

  /** What came in first if that isn't what the other end sends; at most 256 bytes, else none. */
  public byte[] unexpected() {
    return end.unexpected();
  }

  /** How many connections that were not the initiator's this end has turned away. */
  public int strangers() {
    return end.strangers();
  }

  /** What this end did and saw; its descriptor is given back. */
  public EndRecord record() {
    end.abandon();
    return end.record(stoppedIn);
  }

  /**
   * How much later than asked for this end got its turn is how late anything else may have been.
   */
  private void noteDelay() {
    if (!waitingForCue) {
      delayedNanos = Math.max(delayedNanos, System.nanoTime() - wakeNanos);
    }
    wakeNanos = 0;
  }

  private void begin(Act act) {
    begun = true;
    waited = false;
    beganNanos =
        switch (act) {
          case Act.Drain _, Act.AwaitCloserClosed _, Act.Probe _ -> System.nanoTime();
          default -> 0;
        };
    lastUnread = -1;
    left =
        switch (act) {
          case Act.Send send -> send.bytes();
          case Act.Receive receive -> receive.bytes();
          default -> 0;
        };
  }

  private void goOn() {
    next++;
    moves++;
    begun = false;
    waitingFor = null;
  }

  /** Whoever closes late leaves time to see how that ends rather than to probe it. */
  private long until(Act act) {
    if (act instanceof Act.Probe || script.closes() || !cues.closerClosed()) {
      return deadlineNanos;
    }
    return Math.max(
        endNanos, Math.min(deadlineNanos, cues.closerClosedNanos() + LEAST_TO_OBSERVE.toNanos()));
  }

  /**
   * The deadline has come. An observer still says what it knows, and probes where time was kept for
   * that; of a closer that never closed its kernel tells how far it got.
   */
  private void stop(Act act) {
    boolean probing = act instanceof Act.Probe;
    if (!probing) {
      stoppedIn = act.phase();
    }
    if (end.connected() && !probing) {
      if (script.closes()) {
        end.look();
      } else {
        end.takeEvidence();
      }
    }
    // The descriptor stays open until both ends are through, or giving it back would end the other
    // one's wait.
    boolean mayProbe = !probing && !cues.cancelled() && cues.closerClosed();
    next = mayProbe ? probeAt() : script.acts().size();
    begun = false;
    waitingFor = null;
    moves++;
  }

  /** Where the script probes; its end where it doesn't. */
  private int probeAt() {
    int at = script.acts().size();
    for (int i = next + 1; i < script.acts().size(); i++) {
      if (script.acts().get(i) instanceof Act.Probe) {
        at = i;
      }
    }
    return at;
  }

  private Performed perform(Act act) {
    return switch (act) {
      case Act.Connect connect -> connect(connect);
      case Act.Accept _ -> accept();
      case Act.ShowTicket show -> showTicket(show);
      case Act.Yield _ -> Performed.YIELD;
      case Act.Send send -> send(send);
      case Act.HalfClose _ -> {
        end.halfClose(!script.closes());
        yield Performed.DONE;
      }
      case Act.Receive _ -> receive();
      case Act.AwaitArrival arrival -> awaitArrival(arrival);
      case Act.AwaitAcknowledged _ ->
          end.unacknowledged() > 0 && !end.broken() ? tick() : Performed.DONE;
      case Act.Drain drain -> drain(drain);
      case Act.Close close -> close(close);
      case Act.AwaitCloserClosed await -> awaitCloserClosed(await);
      case Act.Look _ -> {
        end.look();
        yield Performed.DONE;
      }
      case Act.ReceiveToEnd toEnd -> receiveToEnd(toEnd);
      case Act.Settle settle -> settle.acrossNetwork() ? settle() : settleHere();
      case Act.Probe _ -> probe();
      case Act.TakeEvidence _ -> {
        end.takeEvidence();
        yield Performed.DONE;
      }
      case Act.CloseObserver _ -> {
        end.closeSocket();
        yield Performed.DONE;
      }
    };
  }

  private Performed connect(Act.Connect act) {
    boolean first = end.socket() == null;
    boolean hopeful =
        first
            ? end.connect(Objects.requireNonNull(remote), act.segmentBytes())
            : end.finishConnect();
    if (end.address() != null) {
      cues.initiatorIs(end.address());
    }
    if (!hopeful) {
      return giveUp();
    }
    if (end.connected()) {
      tellObserver();
      return Performed.DONE;
    }
    // A handshake on loopback is over before connect(2) returns, though a non-blocking one says
    // EINPROGRESS.
    return first ? connect(act) : awaitSocket(Interest.OUTPUT);
  }

  private Performed showTicket(Act.ShowTicket act) {
    ByteBuffer shown = Objects.requireNonNull(ticket);
    return end.showTicket(shown, act.more()) && shown.hasRemaining()
        ? awaitSocket(Interest.OUTPUT)
        : Performed.DONE;
  }

  private Performed accept() {
    if (admission != null) {
      end.admit(admission);
      return Performed.DONE;
    }
    TcpListener from = Objects.requireNonNull(listener);
    InetSocketAddress initiator = cues.initiatorAddress();
    if (initiator == null) {
      return awaitCue(deadlineNanos);
    }
    if (!end.accept(from, initiator)) {
      return giveUp();
    }
    if (!end.connected()) {
      return await(new Waiting(from, Interest.INPUT), deadlineNanos);
    }
    tellObserver();
    return Performed.DONE;
  }

  private void tellObserver() {
    if (!script.closes()) {
      cues.observerIs(end.socket());
    }
  }

  /** There is no connection, so there is nothing to play, for the other end neither. */
  private Performed giveUp() {
    cues.cancel();
    next = script.acts().size() - 1;
    return Performed.DONE;
  }

  private Performed send(Act.Send act) {
    while (left > 0) {
      long accepted = end.send(left);
      if (accepted < 0) {
        break;
      }
      if (accepted > 0) {
        lastSendNanos = System.nanoTime();
        left -= accepted;
        moves++;
        continue;
      }
      if (act.untilBlocked()) {
        break;
      }
      if (!script.closes()) {
        cues.observerCannotSend(true);
      }
      if (act.whileReading() && !end.inputOver()) {
        takeIn();
        return awaitSocket(end.inputOver() ? Interest.OUTPUT : Interest.BOTH);
      }
      return awaitSocket(Interest.OUTPUT);
    }
    cues.observerCannotSend(false);
    return Performed.DONE;
  }

  private Performed receive() {
    while (left > 0 && !end.inputOver()) {
      long before = end.bytesRead();
      if (end.receive(left) == Received.NOTHING_YET) {
        return awaitSocket(Interest.INPUT);
      }
      left -= end.bytesRead() - before;
      moves++;
    }
    return Performed.DONE;
  }

  /**
   * Arrived is when SIOCINQ says what will be left unread. Beyond what the buffers hold that never
   * comes true: then it is enough that no more can come as long as nobody reads.
   */
  private Performed awaitArrival(Act.AwaitArrival act) {
    long unread = end.unread();
    boolean arrived = unread < 0 || unread >= act.unread();
    if (arrived && (!act.finToo() || end.peerHalfClosed())) {
      return Performed.DONE;
    }
    boolean stands = act.acrossNetwork() ? standsStill(unread) : nothingMoreCanCome(unread);
    lastUnread = unread;
    return (stands && unread > 0) || (act.acrossNetwork() && end.broken())
        ? Performed.DONE
        : tick();
  }

  /**
   * The sender's own kernel knows of no room left here: what it still has stays there. Where it
   * can't be asked, its {@code send} that would block says so.
   */
  private boolean nothingMoreCanCome(long unread) {
    Long window = cues.observersWindow();
    return window == null ? unread == lastUnread && cues.observerCannotSend() : window == 0;
  }

  private boolean standsStill(long unread) {
    long now = System.nanoTime();
    if (unread != lastUnread) {
      lastUnreadNanos = now;
      return false;
    }
    return now - lastUnreadNanos
        >= Pace.standstill(end.roundTripTime(), end.retransmissionTimeout()).toNanos();
  }

  private Performed drain(Act.Drain act) {
    takeIn();
    if (end.inputOver() || System.nanoTime() - beganNanos >= act.bound().toNanos()) {
      return Performed.DONE;
    }
    return await(socket(Interest.INPUT), beganNanos + act.bound().toNanos());
  }

  /** With SO_LINGER above 0 close(2) itself may wait so long: not past the deadline of the run. */
  private Performed close(Act.Close act) {
    Integer linger = act.lingerSeconds();
    if (linger != null
        && linger > 0
        && System.nanoTime() + Duration.ofSeconds(linger).toNanos() > deadlineNanos) {
      stop(act);
      cues.cancel();
      return Performed.DONE;
    }
    end.close(linger, act.tellState());
    cues.closerHasClosed();
    return Performed.DONE;
  }

  private Performed awaitCloserClosed(Act.AwaitCloserClosed act) {
    if (cues.closerClosed()) {
      settledNanos = waited && end.inputOver() ? System.nanoTime() - beganNanos : 0;
      return Performed.DONE;
    }
    if (act.whileReading() && !end.inputOver()) {
      takeIn();
      return tick();
    }
    if (end.inputOver() && !doubted) {
      long doubtNanos = beganNanos + DOUBT.toNanos();
      if (System.nanoTime() < doubtNanos) {
        return awaitCue(doubtNanos);
      }
      doubted = true;
      cues.silence();
    }
    return awaitCue(deadlineNanos);
  }

  /**
   * Waits for a reset that may be on its way, since the closer's close or what was sent after it.
   * What was sent after it is answered, however long the path takes: by an RST, or by an ACK of
   * somebody else. Once both ends have sent a FIN, POLLHUP stands and wakes every wait: then only
   * the clock helps.
   */
  private Performed settle() {
    boolean sentAfterClose = lastSendNanos > cues.closerClosedNanos();
    long since = sentAfterClose ? lastSendNanos : cues.closerClosedNanos();
    long onItsWay = Math.max(end.onItsWay(cues.indirect()).toNanos(), delayedNanos);
    long now = System.nanoTime();
    settledNanos = Math.max(0, now - since);
    boolean over = end.hasSentFin() ? end.errorPending() : end.broken();
    if (end.failed() || over) {
      return Performed.DONE;
    }
    if (settledNanos < onItsWay) {
      return end.hasSentFin() ? tick() : await(socket(Interest.ERRORS_ONLY), since + onItsWay);
    }
    return sentAfterClose && end.awaitsAnswer() ? tick() : Performed.DONE;
  }

  /**
   * Loopback delivers within the sender's call, and then there is nothing to wait for. Where this
   * host is set otherwise, or something came later than the closer's close, a reset may come behind
   * the end that was told.
   */
  private Performed settleHere() {
    if (!cameLate && end.stack().loopbackIsSynchronous(false)) {
      return Performed.DONE;
    }
    long now = System.nanoTime();
    if (beganNanos == 0) {
      beganNanos = now;
      end.stack().loopbackIsSynchronous(cameLate);
    }
    settledNanos = now - beganNanos;
    boolean over = end.hasSentFin() ? end.errorPending() : end.broken();
    long lag = Math.max(LOOPBACK_LAG.toNanos(), delayedNanos);
    return end.failed() || over || settledNanos >= lag ? Performed.DONE : tick();
  }

  /** Until it is answered, or was sent again so often that nobody will. */
  private Performed probe() {
    if (end.probe() == null && !end.sendProbe()) {
      return Performed.DONE;
    }
    long until = beganNanos + Pace.probing(end.roundTripTime()).toNanos();
    boolean over =
        switch (end.answerToProbe()) {
          case RESET, NOT_SENT -> true;
          // A reset may come behind the acknowledgement.
          case ACKNOWLEDGED -> System.nanoTime() >= until;
          case UNACKNOWLEDGED -> end.unanswered();
        };
    return over ? Performed.DONE : tick();
  }

  private Performed receiveToEnd(Act.ReceiveToEnd act) {
    if (act.blocking()) {
      long left = until(act) - System.nanoTime();
      while (!end.inputOver() && left > 0 && !cues.cancelled()) {
        end.receiveBlocking(
            Long.MAX_VALUE, Duration.ofNanos(Math.min(left, LONGEST_SITTING.toNanos())));
        left = until(act) - System.nanoTime();
      }
    } else {
      takeIn();
    }
    if (!end.inputOver()) {
      cameLate |= cues.closerClosed();
      return awaitSocket(Interest.INPUT);
    }
    if (act.answerWithHalfClose() && end.endOfStream()) {
      end.halfClose(!script.closes());
    }
    return Performed.DONE;
  }

  /** Receives what is there. */
  private void takeIn() {
    while (!end.inputOver() && end.receive(Long.MAX_VALUE) != Received.NOTHING_YET) {
      moves++;
    }
  }

  private Performed awaitSocket(Interest interest) {
    return await(socket(interest), deadlineNanos);
  }

  private Waiting socket(Interest interest) {
    TcpSocket socket = Objects.requireNonNull(end.socket());
    return new Waiting(socket, interest);
  }

  private Performed awaitCue(long untilNanos) {
    cueUntilNanos = untilNanos;
    Performed waits = tick();
    waitingForCue = true;
    return waits;
  }

  private Performed tick() {
    return await(null, System.nanoTime() + TICK.toNanos());
  }

  private Performed await(@Nullable Waiting waiting, long untilNanos) {
    waitingFor = waiting;
    waitingForCue = false;
    wakeNanos = Math.min(untilNanos, until(script.acts().get(next)));
    return Performed.WAIT;
  }
}

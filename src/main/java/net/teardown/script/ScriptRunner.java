package net.teardown.script;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpStack;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Performs one end's script, act by act. {@link #advance} never waits: it ends with the script, or
 * says what to wait for, so that one thread can play both ends, or a thousand. {@link #play} is for
 * an end with a thread of its own. A call that fails is written down and the script goes on: what
 * happens on the network is an outcome.
 */
public final class ScriptRunner {

  /** How far {@link #advance} got. */
  public enum Progress {
    FINISHED,
    /** Could go on, but others should have their turn first. */
    YIELDED,
    /** Nothing can be done before the network, the other end or the clock moves. */
    WAITING
  }

  private final Script script;
  private final Connection connection;
  private final EndSignals cues;
  private final ScriptState play;
  private final Performers performers;

  private int next;
  private boolean begun;

  /** Whether the act was performed once more after its time. */
  private boolean toldTheTime;

  private ScriptRunner(
      Script script,
      RunContext stage,
      Opening.Way way,
      @Nullable RequestBytes message,
      @Nullable ReplyReader incoming) {
    this.script = script;
    this.connection =
        new Connection(
            stage.stack(),
            stage.buffers(),
            stage.originNanos(),
            incoming == null ? null : incoming::take);
    this.cues = stage.cues();
    this.play = new ScriptState(script, stage, connection);
    this.performers =
        new Performers(
            play,
            new Opening(play, way),
            message == null || incoming == null
                ? null
                : new Conversing(play, message, incoming, stage.buffers()));
  }

  /** Plays the initiator. */
  public static ScriptRunner initiator(Script script, RunContext stage, InetSocketAddress remote) {
    return new ScriptRunner(script, stage, new Opening.Way.To(remote, null), null, null);
  }

  /** Plays the initiator of a run with another host, who shows this ticket. */
  public static ScriptRunner initiator(
      Script script, RunContext stage, InetSocketAddress remote, byte[] ticket) {
    ByteBuffer direct = ByteBuffer.allocateDirect(ticket.length).put(ticket).flip();
    return new ScriptRunner(script, stage, new Opening.Way.To(remote, direct), null, null);
  }

  /**
   * Plays the initiator with a server that nobody controls.
   *
   * @param script {@link Script#toServer}
   * @param message what it says
   * @param incoming whoever reads what comes
   */
  public static ScriptRunner toServer(
      Script script,
      RunContext stage,
      InetSocketAddress remote,
      RequestBytes message,
      ReplyReader incoming) {
    return new ScriptRunner(script, stage, new Opening.Way.To(remote, null), message, incoming);
  }

  /** Plays the responder, who accepts the initiator of the stage's cues from this listener. */
  public static ScriptRunner responder(Script script, RunContext stage, TcpListener listener) {
    return new ScriptRunner(script, stage, new Opening.Way.From(listener), null, null);
  }

  /** Plays the responder of a run with another host, on a connection that has shown its ticket. */
  public static ScriptRunner responder(
      Script script, RunContext stage, AcceptedConnection admission) {
    return new ScriptRunner(script, stage, new Opening.Way.Admitted(admission), null, null);
  }

  /** Performs what can be performed now. */
  public Progress advance() {
    return advance(Long.MAX_VALUE);
  }

  /**
   * Performs what can be performed now.
   *
   * @param bytes how many it may move, about, before others have their turn
   */
  Progress advance(long bytes) {
    play.turn(bytes);
    while (next < script.acts().size()) {
      Act act = script.acts().get(next);
      if (!begun) {
        begin(act);
      }
      switch (performers.perform(act)) {
        case DONE -> goOn();
        case YIELD -> {
          goOn();
          return Progress.YIELDED;
        }
        case GIVE_UP -> {
          cues.cancel();
          next = script.acts().size() - 1;
          goOn();
        }
        case TOO_LATE -> {
          stop(act);
          cues.cancel();
        }
        case AGAIN -> {
          if (mayGoOn(act)) {
            return Progress.YIELDED;
          }
        }
        case WAIT -> {
          if (mayGoOn(act)) {
            play.waited = true;
            return Progress.WAITING;
          }
        }
      }
    }
    return Progress.FINISHED;
  }

  /**
   * Whether there is time for an act that isn't done. Where there is none it is stopped; one that
   * ends by itself is performed once more before, and ends then.
   */
  private boolean mayGoOn(Act act) {
    if (!cues.cancelled() && System.nanoTime() < play.until()) {
      return true;
    }
    if (act.endsByItself() && !toldTheTime) {
      toldTheTime = true;
    } else {
      stop(act);
    }
    return false;
  }

  /** Performs the whole script on the calling thread, waiting where it must. */
  public void play() {
    OwnThread.play(this);
  }

  /** Which descriptor to wait for; null where none tells. */
  public @Nullable Waiting waitingFor() {
    return play.awaited();
  }

  /** How long to wait at most before {@link #advance} is worth calling again. */
  public Duration untilWake() {
    return Duration.ofNanos(Math.max(0, play.wakeNanos() - System.nanoTime()));
  }

  /**
   * When {@link #advance} is worth calling again whatever happens, for who is woken by a cue; by
   * {@link System#nanoTime()}.
   */
  long wakeNanos() {
    return play.wakeUnlessCuedNanos();
  }

  EndSignals cues() {
    return cues;
  }

  TcpStack stack() {
    return connection.stack();
  }

  /**
   * Counts everything that moved; unchanged between two calls means that there is nothing to do but
   * wait.
   */
  public int moves() {
    return play.moves;
  }

  /**
   * How long this end waited for a reset that could still come: after the end of the stream, until
   * it knew that the closer has closed; of a server, or for more to come.
   */
  public Duration settled() {
    return Duration.ofNanos(play.settledNanos);
  }

  /**
   * An address and port as transcripts write it: {@code 10.0.0.1:41234}, {@code [fd00::1]:41234}.
   */
  public static String text(InetSocketAddress address) {
    return Connection.text(address);
  }

  /** What came in first if that isn't what the other end sends; at most 256 bytes, else none. */
  public byte[] unexpected() {
    return connection.state().unexpected();
  }

  /** How many connections that were not the initiator's this end has turned away. */
  public int strangers() {
    return connection.state().strangers();
  }

  /** What this end did and saw; its descriptor is given back. */
  public EndRecord record() {
    connection.abandon();
    return connection.record(play.stoppedIn);
  }

  /** What went to and fro between this end and a server. */
  public TransferTotals exchange() {
    return performers.conversing().exchange();
  }

  private void begin(Act act) {
    begun = true;
    toldTheTime = false;
    play.act = act;
    play.waited = false;
    play.beganNanos =
        switch (act) {
          case Act.Drain _, Act.AwaitCloserClosed _, Act.Probe _ -> System.nanoTime();
          default -> 0;
        };
    performers.begin(act);
  }

  private void goOn() {
    next++;
    play.moves++;
    begun = false;
    play.awaitNothing();
  }

  /**
   * There is no time for this act. An observer still says what it knows, and probes where time was
   * kept for that; of a closer that never closed its kernel tells how far it got.
   */
  private void stop(Act act) {
    if (script.spokenTo() != null) {
      performers.conversing().stopped(act);
      next = script.acts().size();
      return;
    }
    boolean probing = act instanceof Act.Probe;
    if (!probing) {
      play.stoppedIn = act.phase();
    }
    if (connection.state().connected() && !probing) {
      if (script.closes()) {
        connection.kernel().look();
      } else {
        connection.kernel().takeEvidence();
      }
    }
    // The descriptor stays open until both ends are through, or giving it back would end the other
    // one's wait.
    boolean mayProbe = !probing && !cues.cancelled() && cues.closerClosed();
    next = (mayProbe ? probeAt() : script.acts().size()) - 1;
    goOn();
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
}

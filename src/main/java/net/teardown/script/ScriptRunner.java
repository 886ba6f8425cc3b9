package net.teardown.script;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import net.teardown.experiment.evidence.EndFacts;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Performs one end's script, act by act. {@link #advance} never waits: it returns when the script
 * is complete, or says what to wait for, so that one thread can perform both ends, or a thousand.
 * {@link #scriptState} is for an end with a thread of its own. A call that fails is recorded and
 * the script goes on, because what happens on the network is an outcome.
 */
public final class ScriptRunner {

  /** How far {@link #advance} got. */
  public enum Progress {
    /** The script is complete. */
    FINISHED,
    /** Could go on, but the other scripts should have their turn first. */
    YIELDED,
    /** Nothing can be done before the network, the other end or the clock moves. */
    WAITING
  }

  private final Script script;
  private final Connection connection;
  private final EndSignals signals;
  private final ScriptState scriptState;
  private final Performers performers;

  private int next;
  private boolean begun;

  /** Whether the act was performed once more after its time was up. */
  private boolean triedPastTime;

  private ScriptRunner(
      Script script, RunContext context, Opening.Way way, @Nullable ReplyReader reader) {
    this.script = script;
    Inbox inbox = script.takesTurns() ? new Inbox() : null;
    context.transcript().begin(context.originNanos());
    this.connection =
        new Connection(
            context.stack(),
            context.buffers(),
            context.transcript(),
            reader == null
                ? null
                : inbox == null ? reader::take : bytes -> take(bytes, inbox, reader));
    this.signals = context.signals();
    this.scriptState = new ScriptState(script, context, connection);
    this.performers =
        new Performers(
            scriptState,
            new Opening(scriptState, way),
            reader == null ? null : new Conversing(scriptState, reader, inbox, context.buffers()));
  }

  private static void take(ByteBuffer bytes, Inbox inbox, ReplyReader reader) {
    inbox.take(bytes.duplicate());
    reader.take(bytes);
  }

  /** The initiator's runner. */
  public static ScriptRunner initiator(
      Script script, RunContext context, InetSocketAddress remote) {
    return new ScriptRunner(script, context, new Opening.Way.To(remote, null), null);
  }

  /** The initiator's runner in a run with another host; it sends this ticket first. */
  public static ScriptRunner initiator(
      Script script, RunContext context, InetSocketAddress remote, byte[] ticket) {
    ByteBuffer direct = ByteBuffer.allocateDirect(ticket.length).put(ticket).flip();
    return new ScriptRunner(script, context, new Opening.Way.To(remote, direct), null);
  }

  /**
   * The initiator's runner in a run with a server that runs no script.
   *
   * @param script {@link Script#toServer}
   * @param reader reads what is received
   */
  public static ScriptRunner toServer(
      Script script, RunContext context, InetSocketAddress remote, ReplyReader reader) {
    return new ScriptRunner(script, context, new Opening.Way.To(remote, null), reader);
  }

  /**
   * The responder's runner; it accepts from this listener the initiator that the context's signals
   * name.
   */
  public static ScriptRunner responder(Script script, RunContext context, TcpListener listener) {
    return new ScriptRunner(script, context, new Opening.Way.From(listener), null);
  }

  /**
   * The responder's runner in a run with another host, on a connection whose ticket has been read.
   */
  public static ScriptRunner responder(
      Script script, RunContext context, AcceptedConnection accepted) {
    return new ScriptRunner(script, context, new Opening.Way.Admitted(accepted), null);
  }

  /** Performs what can be performed now. */
  public Progress advance() {
    return advance(Long.MAX_VALUE);
  }

  /**
   * Performs what can be performed now.
   *
   * @param bytes about how many it may move before other scripts have their turn
   */
  Progress advance(long bytes) {
    scriptState.turn(bytes);
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
        case OVER -> next = script.acts().size();
        case GIVE_UP -> {
          signals.cancel();
          next = script.acts().size() - 1;
          goOn();
        }
        case TOO_LATE -> {
          stop(act);
          signals.cancel();
        }
        case AGAIN -> {
          if (mayGoOn(act)) {
            return Progress.YIELDED;
          }
        }
        case WAIT -> {
          if (mayGoOn(act)) {
            scriptState.waited = true;
            return Progress.WAITING;
          }
        }
      }
    }
    return Progress.FINISHED;
  }

  /**
   * Whether there is time to go on with an act that isn't done. If there is none the act is
   * stopped; one that ends by itself is performed once more first, and ends then.
   */
  private boolean mayGoOn(Act act) {
    if (!signals.cancelled() && System.nanoTime() < scriptState.until()) {
      return true;
    }
    if (act.endsByItself() && !triedPastTime) {
      triedPastTime = true;
    } else {
      stop(act);
    }
    return false;
  }

  /** Performs the whole script on the calling thread, waiting where it must. */
  public void play() {
    OwnThread.play(this);
  }

  /** Which descriptor to wait for; null if none. */
  public @Nullable Waiting waitingFor() {
    return scriptState.awaited();
  }

  /** How long to wait at most before {@link #advance} is worth calling again. */
  public Duration untilWake() {
    return Duration.ofNanos(Math.max(0, scriptState.wakeNanos() - System.nanoTime()));
  }

  /**
   * When {@link #advance} is worth calling again whatever happens, for a thread that a signal
   * wakes; by {@link System#nanoTime()}.
   */
  long wakeNanos() {
    return scriptState.wakeUnlessCuedNanos();
  }

  /** Whether it waits for the other end's signal and for nothing else. */
  boolean awaitsCue() {
    return scriptState.awaitsCue();
  }

  EndSignals signals() {
    return signals;
  }

  TcpStack stack() {
    return connection.stack();
  }

  /**
   * Counts every change; unchanged between two calls means that there is nothing to do but wait.
   */
  public int moves() {
    return scriptState.moves;
  }

  /**
   * How long this end waited for a reset that could still come: after end of stream, until the
   * closer was known to have closed. In a run with a server, how long it waited for a reset or for
   * more bytes.
   */
  public Duration settled() {
    return Duration.ofNanos(scriptState.settledNanos);
  }

  /**
   * An address and port as transcripts write it: {@code 10.0.0.1:41234}, {@code [fd00::1]:41234}.
   */
  public static String text(InetSocketAddress address) {
    return Connection.text(address);
  }

  /**
   * The first bytes received, at most 256, if they aren't those that the other end sends; else
   * empty.
   */
  public byte[] unexpected() {
    return connection.state().unexpected();
  }

  /** How many connections of other clients than the initiator this end has closed. */
  public int strangers() {
    return connection.state().strangers();
  }

  /** Closes the descriptor, unless the script has. */
  public void abandon() {
    connection.abandon();
  }

  /** What this end is judged by. It is valid until the context's transcript is used again. */
  public EndFacts facts() {
    return connection.facts(scriptState.stoppedIn);
  }

  /** Everything this end did and observed; closes its descriptor. */
  public EndRecord record() {
    connection.abandon();
    return connection.record(scriptState.stoppedIn);
  }

  /**
   * Gives away the established connection with which the script stopped, which this end then
   * neither uses nor closes; null if there is none.
   */
  public @Nullable TcpSocket handOver() {
    return connection.state().connected() && performers.conversing().handsOver()
        ? connection.giveAway()
        : null;
  }

  /** The byte totals between this end and a server. */
  public TransferTotals exchange() {
    return performers.conversing().exchange();
  }

  private void begin(Act act) {
    begun = true;
    triedPastTime = false;
    scriptState.act = act;
    scriptState.waited = false;
    scriptState.beganNanos =
        switch (act) {
          case Act.Drain _, Act.Probe _ -> System.nanoTime();
          default -> 0;
        };
    performers.begin(act);
  }

  private void goOn() {
    next++;
    scriptState.moves++;
    begun = false;
    scriptState.awaitNothing();
  }

  /**
   * Stops an act that there is no time for. An observer still takes its evidence, and probes if
   * time is reserved for that. For a closer that never closed, the kernel's state shows how far it
   * got.
   */
  private void stop(Act act) {
    if (script.spokenTo() != null) {
      performers.conversing().stopped(act);
      next = script.acts().size();
      return;
    }
    boolean probing = act instanceof Act.Probe;
    if (!probing) {
      scriptState.stoppedIn = act.phase();
    }
    if (connection.state().connected() && !probing) {
      if (script.closes()) {
        connection.kernel().look();
      } else {
        connection.kernel().takeEvidence();
      }
    }
    // The descriptor stays open until both ends are done, because closing it would end the other
    // end's wait.
    boolean mayProbe = !probing && !signals.cancelled() && signals.closerClosed();
    next = (mayProbe ? probeAt() : script.acts().size()) - 1;
    goOn();
  }

  /** The index of the act that probes; the script's length if there is none. */
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

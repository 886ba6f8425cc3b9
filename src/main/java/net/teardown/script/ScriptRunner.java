package net.teardown.script;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import net.teardown.experiment.evidence.EndFacts;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Performs one end's script, act by act. {@link #advance} never waits: it returns when the script
 * is complete, or says what to wait for, so that one thread can perform both ends, or a thousand.
 * {@link #play} is for an end with a thread of its own. A call that fails is recorded and the
 * script goes on, because what happens on the network is an outcome.
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
  private final Securing securing;
  private final Performers performers;
  private final Overdue overdue;

  private int next;
  private boolean begun;

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
            reader == null ? null : inbox == null ? reader::take : inbox.before(reader));
    this.signals = context.signals();
    this.scriptState = new ScriptState(script, context, connection);
    this.securing = new Securing(scriptState);
    this.performers =
        new Performers(
            scriptState,
            new Opening(scriptState, way),
            securing,
            reader == null
                ? null
                : new Conversing(scriptState, securing, reader, inbox, context.buffers()));
    this.overdue = new Overdue(scriptState, performers);
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
   * @param script {@link ServerScript#toServer}
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
    if (overdue.hasTime()) {
      return true;
    }
    if (!overdue.mayEndByItself(act)) {
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

  /** Whether its script has it do nothing for a while. */
  boolean isSilent() {
    return scriptState.act instanceof Act.BeSilent;
  }

  EndSignals signals() {
    return signals;
  }

  TcpStack stack() {
    return connection.stack();
  }

  /** Counts changes: if it is unchanged between two calls, there is nothing to do but wait. */
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

  /** The first bytes received, at most 256, if they aren't what the other end sends; else none. */
  public byte[] unexpected() {
    return connection.state().unexpected();
  }

  /** How many connections of other clients than the initiator this end has closed. */
  public int strangers() {
    return connection.state().strangers();
  }

  /** Closes the descriptor, unless the script has. */
  public void abandon() {
    connection.closing().abandon();
  }

  /** What this end is judged by. It is valid until the context's transcript is used again. */
  public EndFacts facts() {
    return connection.facts(scriptState.stoppedIn);
  }

  /** Everything this end did and observed; closes its descriptor. */
  public EndRecord record() {
    connection.closing().abandon();
    EndRecord record = connection.record(scriptState.stoppedIn);
    return script.spokenTo() == null ? record.with(securing.ofEnd()) : record;
  }

  /**
   * Gives away the established connection with which the script stopped, which this end then
   * neither uses nor closes; null if there is none.
   */
  public @Nullable TcpSocket handOver() {
    return connection.state().connected() && performers.conversing().handsOver()
        ? connection.closing().giveAway()
        : null;
  }

  /** The byte totals between this end and a server. */
  public TransferTotals exchange() {
    return performers.conversing().exchange();
  }

  /** The turns of a conversation with a server that were taken so far; any thread may ask. */
  List<TurnTaken> turnsTaken() {
    return performers.conversing().turnsTaken();
  }

  private void begin(Act act) {
    begun = true;
    overdue.begin();
    scriptState.begin(act);
    performers.begin(act);
  }

  private void goOn() {
    next++;
    scriptState.moves++;
    begun = false;
    scriptState.awaitNothing();
  }

  /** Stops an act, and goes on with what is still to be done. */
  private void stop(Act act) {
    next = overdue.stop(act, next);
    if (script.spokenTo() == null) {
      next--;
      goOn();
    }
  }
}

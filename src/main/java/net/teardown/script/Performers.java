package net.teardown.script;

import java.time.Duration;
import java.util.Objects;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/** Passes each act to the class that performs it. */
final class Performers {

  private final ScriptState scriptState;
  private final Connection connection;
  private final Opening opening;
  private final Transfer transfer;
  private final Settling ending;
  private final Idling idling;
  private final Securing securing;
  private final @Nullable Conversing conversing;

  /**
   * @param conversing performs the acts towards a server; null where the other end is ours
   */
  Performers(
      ScriptState scriptState,
      Opening opening,
      Securing securing,
      @Nullable Conversing conversing) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.opening = opening;
    this.transfer = new Transfer(scriptState);
    this.ending = new Settling(scriptState);
    this.idling = new Idling(scriptState);
    this.securing = securing;
    this.conversing = conversing;
  }

  /** Performs the acts towards a server; there must be one. */
  Conversing conversing() {
    return Objects.requireNonNull(conversing, "the other end is ours");
  }

  /** Tells that this act comes next. */
  void begin(Act act) {
    transfer.begin(act);
  }

  Performed perform(Act act) {
    // The acts that each run on a lane has come first.
    return switch (act) {
      case Act.Yield _ -> Performed.YIELD;
      case Act.Connect connect -> opening.perform(connect);
      case Act.Accept _ -> opening.accept();
      case Act.Send send -> transfer.perform(send);
      case Act.Receive _ -> transfer.receive();
      case Act.AwaitArrival arrival -> ending.perform(arrival);
      case Act.ReceiveToEnd toEnd -> transfer.perform(toEnd);
      case Act.AwaitCloserClosed await -> ending.perform(await, transfer);
      case Act.Settle settle ->
          settle.acrossNetwork() ? ending.settleAcross() : ending.settleHere();
      case Act.TakeEvidence _ -> {
        if (conversing == null || conversing.hasAnEnd()) {
          connection.kernel().takeEvidence();
        }
        yield Performed.DONE;
      }
      case Act.Close close -> {
        connection.closing().asCloser(close.tellState());
        scriptState.signals.closerHasClosed(connection.returnedNanos());
        yield Performed.DONE;
      }
      case Act.CloseObserver _ -> {
        connection.closing().asObserver();
        yield Performed.DONE;
      }
      case Act.HalfClose _ -> {
        connection.halfClose(!scriptState.script.closes());
        yield Performed.DONE;
      }
      case Act.SetOption option -> {
        if (isTooLateFor(option)) {
          yield Performed.TOO_LATE;
        }
        connection.set(option);
        yield Performed.DONE;
      }
      case Act.Look _ -> {
        connection.kernel().look();
        yield Performed.DONE;
      }
      case Act.Secure secure -> securing.shakeHands(secure);
      case Act.NotifyClose _ -> {
        Objects.requireNonNull(connection.records(), "nobody speaks TLS").sayNoMore(false);
        yield Performed.DONE;
      }
      case Act.ShowTicket show -> opening.perform(show);
      case Act.Drain drain -> transfer.perform(drain);
      case Act.BeSilent silent -> idling.perform(silent);
      case Act.SendAfterIdle _ -> idling.sendByte();
      case Act.AwaitByteAfterIdle await -> idling.perform(await);
      case Act.AwaitAcknowledged _ -> ending.awaitAcknowledged();
      case Act.Probe _ -> ending.probe();
      case Act.AwaitStandstill standstill ->
          conversing().goesOn()
              ? ending.perform(standstill, conversing().silence())
              : Performed.DONE;
      case Act.SettleFor settle -> ending.perform(settle);
      case Act.Talk talk -> conversing().perform(talk);
    };
  }

  /**
   * Whether SO_LINGER would let close(2) wait past the run's deadline; then it isn't even set.
   * Towards a server the same bound holds for SO_LINGER 0, because nothing is closed for the
   * experiment after the deadline.
   */
  private boolean isTooLateFor(Act.SetOption act) {
    return act.option() == SocketOption.LINGER
        && (act.value() > 0 || conversing != null)
        && System.nanoTime() + Duration.ofSeconds(act.value()).toNanos()
            > scriptState.deadlineNanos;
  }
}

package net.teardown.script;

import java.time.Duration;
import java.util.Objects;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/** Has each act performed by who can. */
final class Performers {

  private final ScriptState play;
  private final Connection connection;
  private final Opening opening;
  private final Transfer transfer;
  private final Ending ending;
  private final @Nullable Conversing conversing;

  /**
   * @param conversing null where the other end is ours
   */
  Performers(ScriptState play, Opening opening, @Nullable Conversing conversing) {
    this.play = play;
    this.connection = play.connection;
    this.opening = opening;
    this.transfer = new Transfer(play);
    this.ending = new Ending(play);
    this.conversing = conversing;
  }

  /** Whoever speaks to a server. */
  Conversing conversing() {
    return Objects.requireNonNull(conversing, "the other end is ours");
  }

  /** This act is the next one. */
  void begin(Act act) {
    transfer.begin(act);
  }

  Performed perform(Act act) {
    // Those first that each run on a lane has.
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
        connection.close(close.tellState());
        play.cues.closerHasClosed();
        yield Performed.DONE;
      }
      case Act.CloseObserver _ -> {
        connection.close();
        yield Performed.DONE;
      }
      case Act.HalfClose _ -> {
        connection.halfClose(!play.script.closes());
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
      case Act.ShowTicket show -> opening.perform(show);
      case Act.Drain drain -> transfer.perform(drain);
      case Act.AwaitAcknowledged _ -> ending.awaitAcknowledged();
      case Act.Probe _ -> ending.probe();
      case Act.AwaitStandstill standstill ->
          conversing().goesOn() ? ending.perform(standstill) : Performed.DONE;
      case Act.SettleFor settle -> ending.perform(settle);
      case Act.Talk talk -> conversing().perform(talk);
    };
  }

  /**
   * With SO_LINGER above 0 close(2) itself may wait so long: not past the deadline of the run, and
   * so that isn't even switched on. Towards a server nothing is closed for the experiment by then.
   */
  private boolean isTooLateFor(Act.SetOption act) {
    return act.option() == SocketOption.LINGER
        && (act.value() > 0 || conversing != null)
        && System.nanoTime() + Duration.ofSeconds(act.value()).toNanos() > play.deadlineNanos;
  }
}

package net.teardown.script;

import java.time.Duration;
import java.util.Objects;
import net.teardown.script.Play.Performed;
import net.teardown.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/** Has each act performed by who can. */
final class Performers {

  private final Play play;
  private final Connection connection;
  private final Opening opening;
  private final Transfer transfer;
  private final Ending ending;
  private final @Nullable Conversing conversing;

  /**
   * @param conversing null where the other end is ours
   */
  Performers(Play play, Opening opening, @Nullable Conversing conversing) {
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
    switch (act) {
      case Act.HalfClose _ -> connection.halfClose(!play.script.closes());
      case Act.Look _ -> connection.kernel().look();
      case Act.TakeEvidence _ -> {
        if (conversing == null || conversing.hasAnEnd()) {
          connection.kernel().takeEvidence();
        }
      }
      case Act.CloseObserver _ -> connection.close();
      case Act.SetOption option -> {
        if (isTooLateFor(option)) {
          return Performed.TOO_LATE;
        }
        connection.set(option);
      }
      case Act.Close close -> {
        connection.close(close.tellState());
        play.cues.closerHasClosed();
      }
      case Act.Yield _ -> {
        return Performed.YIELD;
      }
      case Act.Connect connect -> {
        return opening.perform(connect);
      }
      case Act.Accept _ -> {
        return opening.accept();
      }
      case Act.ShowTicket show -> {
        return opening.perform(show);
      }
      case Act.Send send -> {
        return transfer.perform(send);
      }
      case Act.Receive _ -> {
        return transfer.receive();
      }
      case Act.Drain drain -> {
        return transfer.perform(drain);
      }
      case Act.ReceiveToEnd toEnd -> {
        return transfer.perform(toEnd);
      }
      case Act.AwaitArrival arrival -> {
        return ending.perform(arrival);
      }
      case Act.AwaitStandstill standstill -> {
        return conversing().goesOn() ? ending.perform(standstill) : Performed.DONE;
      }
      case Act.AwaitAcknowledged _ -> {
        return ending.awaitAcknowledged();
      }
      case Act.AwaitCloserClosed await -> {
        return ending.perform(await, transfer);
      }
      case Act.Settle settle -> {
        return settle.acrossNetwork() ? ending.settleAcross() : ending.settleHere();
      }
      case Act.SettleFor settle -> {
        return ending.perform(settle);
      }
      case Act.Probe _ -> {
        return ending.probe();
      }
      case Act.Talk talk -> {
        return conversing().perform(talk);
      }
    }
    return Performed.DONE;
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

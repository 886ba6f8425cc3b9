package net.teardown.script;

import java.time.Duration;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Phase;
import net.teardown.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an end's script says. Data describes; {@link ScriptRunner} performs. Byte counts
 * are exact unless said otherwise.
 */
sealed interface Act {

  /**
   * The active open.
   *
   * @param options what to set before it
   */
  record Connect(List<SetOption> options) implements Act {}

  /**
   * Sets an option of the socket.
   *
   * @param told the call that the transcript has for it; null if it is to have none
   */
  record SetOption(SocketOption option, int value, @Nullable Call told) implements Act {

    /** Whether close(2) waits behind it. */
    boolean waitsInClose() {
      return option == SocketOption.LINGER && value > 0;
    }
  }

  /** The passive open: accepts the initiator's connection, and nobody else's. */
  record Accept() implements Act {}

  /**
   * Sends the 16 bytes that say which session this connection belongs to.
   *
   * @param more whether bytes of the experiment follow at once, so that both go in one segment
   */
  record ShowTicket(boolean more) implements Act {}

  /** Lets the other end have its turn where one thread plays both. */
  record Yield() implements Act {}

  /**
   * Sends.
   *
   * @param whileReading takes in what arrives meanwhile whenever {@code send} would block, so that
   *     two ends sending at once don't wait for each other
   * @param untilBlocked is content with what the kernel accepts before {@code send} would block
   */
  record Send(int bytes, boolean whileReading, boolean untilBlocked) implements Act {}

  /** {@code shutdown(SHUT_WR)}. */
  record HalfClose() implements Act {}

  /** Receives this many bytes, or until the stream ends. */
  record Receive(int bytes) implements Act {}

  /**
   * Waits until what will be left unread has arrived.
   *
   * @param unread bytes
   * @param finToo waits for the other end's FIN as well, which decides who is in TIME-WAIT later
   * @param acrossNetwork the other end's kernel can't be asked whether it may send more
   */
  record AwaitArrival(int unread, boolean finToo, boolean acrossNetwork) implements Act {}

  /** Waits until everything sent is acknowledged (SIOCOUTQ 0). */
  record AwaitAcknowledged() implements Act {}

  /** Reads to end of stream, or for this long. */
  record Drain(Duration bound) implements Act {}

  /**
   * The closer's close.
   *
   * @param tellState writes down the connection's state right before it
   */
  record Close(boolean tellState) implements Act {}

  /**
   * The observer waits until the closer has closed.
   *
   * @param whileReading takes in what arrives meanwhile
   */
  record AwaitCloserClosed(boolean whileReading) implements Act {}

  /**
   * A first look with poll and TCP_INFO, which destroys nothing, before a send that might eat the
   * error.
   */
  record Look() implements Act {}

  /**
   * Receives to end of stream or error.
   *
   * @param blocking sits in {@code recv(2)} meanwhile; needs a thread of its own
   * @param answerWithHalfClose answers end of stream with a half-close, so that the closer's drain
   *     ends
   */
  record ReceiveToEnd(boolean blocking, boolean answerWithHalfClose) implements Act {}

  /**
   * Gives a hidden reset the time that it needs to come.
   *
   * @param acrossNetwork it comes from another host; else over loopback, within the call that sends
   *     it unless this host is set otherwise
   */
  record Settle(boolean acrossNetwork) implements Act {}

  /** Asks the kernel what became of the connection. */
  record TakeEvidence() implements Act {}

  /** Sends one byte more, and looks what becomes of it. */
  record Probe() implements Act {}

  /** The observer's own close, after its evidence is taken. */
  record CloseObserver() implements Act {}

  /**
   * Waits until nothing more comes from a server, so that what will be left unread has arrived.
   *
   * @param silence how long nothing at all may have come
   */
  record AwaitStandstill(Duration silence) implements Act {}

  /**
   * Gives a server's hidden reset, which comes when that likes, so long; nothing where there was no
   * end of stream for one to hide behind.
   */
  record SettleFor(Duration bound) implements Act {}

  /** What is said to, or heard from, a server that nobody controls. */
  sealed interface Talk extends Act {

    @Override
    default Phase phase() {
      return switch (this) {
        case Say _ -> Phase.SEND;
        case SayNoMore _ -> Phase.HALF_CLOSE;
        case HearBytes _ -> Phase.RECEIVE;
        case CloseUnheard _ -> Phase.CLOSE;
        case Hear _, Leave _ -> Phase.OBSERVE;
      };
    }
  }

  /** Says the message, and takes in meanwhile what the dialogue lets it. */
  record Say() implements Talk {}

  /** {@code shutdown(SHUT_WR)}, if nothing has stopped it from saying everything. */
  record SayNoMore() implements Talk {}

  /** Receives so many bytes in all, or until the stream ends. */
  record HearBytes(int bytes) implements Talk {}

  /**
   * Hears the server out: to the end of the stream, a complete reply or silence.
   *
   * @param asCloser half-closes first, whatever has stopped it before
   * @param drains how long that may take at most, whatever comes; null for as long as the run may
   */
  record Hear(boolean asCloser, @Nullable Duration drains) implements Talk {}

  /** Will close without having heard the server out. */
  record CloseUnheard() implements Talk {}

  /**
   * Leaves politely: a FIN, time to answer it, and the close.
   *
   * @param patience how much time
   */
  record Leave(Duration patience) implements Talk {}

  /**
   * Whether it ends by itself when time is up, so that what stands behind it is still performed:
   * towards a server this end has the only word, and says all it knows.
   */
  default boolean endsByItself() {
    return this instanceof Talk || this instanceof AwaitStandstill || this instanceof SettleFor;
  }

  /** What to call this where a run stopped in it. */
  default Phase phase() {
    return switch (this) {
      case Connect _, ShowTicket _ -> Phase.CONNECT;
      case Accept _ -> Phase.ACCEPT;
      case Send _ -> Phase.SEND;
      case HalfClose _ -> Phase.HALF_CLOSE;
      case Receive _ -> Phase.RECEIVE;
      case AwaitArrival _, AwaitStandstill _ -> Phase.ARRIVAL;
      case AwaitAcknowledged _ -> Phase.ACKNOWLEDGEMENT;
      case Drain _ -> Phase.DRAIN;
      case SetOption _, Close _ -> Phase.CLOSE;
      case AwaitCloserClosed _, Settle _, SettleFor _ -> Phase.SETTLE;
      case Yield _, Look _, ReceiveToEnd _, TakeEvidence _, Probe _, CloseObserver _ ->
          Phase.OBSERVE;
      case Talk talk -> talk.phase();
    };
  }
}

package net.teardown.script;

import java.time.Duration;
import net.teardown.experiment.evidence.Phase;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an end's script says. Data describes; {@link Player} performs. Byte counts are
 * exact unless said otherwise.
 */
sealed interface Act {

  /**
   * The active open.
   *
   * @param segmentBytes how long segments may be, either way; null leaves that to the kernels
   */
  record Connect(@Nullable Integer segmentBytes) implements Act {}

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
   * @param lingerSeconds SO_LINGER to set before it; null leaves it alone
   * @param tellState writes down the connection's state right before it
   */
  record Close(@Nullable Integer lingerSeconds, boolean tellState) implements Act {}

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

  /** What to call this where a run stopped in it. */
  default Phase phase() {
    return switch (this) {
      case Connect _, ShowTicket _ -> Phase.CONNECT;
      case Accept _ -> Phase.ACCEPT;
      case Send _ -> Phase.SEND;
      case HalfClose _ -> Phase.HALF_CLOSE;
      case Receive _ -> Phase.RECEIVE;
      case AwaitArrival _ -> Phase.ARRIVAL;
      case AwaitAcknowledged _ -> Phase.ACKNOWLEDGEMENT;
      case Drain _ -> Phase.DRAIN;
      case Close _ -> Phase.CLOSE;
      case AwaitCloserClosed _, Settle _ -> Phase.SETTLE;
      case Yield _, Look _, ReceiveToEnd _, TakeEvidence _, Probe _, CloseObserver _ ->
          Phase.OBSERVE;
    };
  }
}

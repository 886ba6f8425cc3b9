package net.teardown.script;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.spec.OwnTls;
import net.teardown.experiment.spec.TlsTerms;
import net.teardown.experiment.spec.Turn;
import net.teardown.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * One step of an end's script. An act is data; {@link ScriptRunner} performs it. Byte counts are
 * exact unless said otherwise.
 */
sealed interface Act {

  /**
   * The active open.
   *
   * @param source this host's address to connect from; null for the one that the system chooses
   * @param options the socket options to set before connect(2)
   */
  record Connect(@Nullable InetAddress source, List<SetOption> options) implements Act {}

  /**
   * Sets a socket option.
   *
   * @param told the call that the transcript records for it; null if it records none
   */
  record SetOption(SocketOption option, int value, @Nullable Call told) implements Act {

    /** Whether this makes close(2) wait. */
    boolean waitsInClose() {
      return option == SocketOption.LINGER && value > 0;
    }
  }

  /** The passive open: accepts the initiator's connection and closes any other. */
  record Accept() implements Act {}

  /**
   * Sends the 16 bytes that say which session this connection belongs to.
   *
   * @param more whether bytes of the experiment follow at once, so that both go in one segment
   */
  record ShowTicket(boolean more) implements Act {}

  /**
   * Begins to speak TLS with the other end.
   *
   * @param client whether this end is the client of the handshake
   */
  record Secure(OwnTls tls, boolean client) implements Act {}

  /** Sends a close_notify (RFC 8446 6.1). */
  record NotifyClose() implements Act {}

  /** Lets the other end go on, where one thread performs both scripts. */
  record Yield() implements Act {}

  /**
   * Sends bytes.
   *
   * @param whileReading receives what arrives whenever {@code send} would block, so that two ends
   *     that send at once don't wait for each other
   * @param untilBlocked stops, successfully, as soon as {@code send} would block
   */
  record Send(int bytes, boolean whileReading, boolean untilBlocked) implements Act {}

  /** {@code shutdown(SHUT_WR)}. */
  record HalfClose() implements Act {}

  /** Receives this many bytes, or until the stream ends. */
  record Receive(int bytes) implements Act {}

  /**
   * Waits until the bytes that will be left unread have arrived.
   *
   * @param unread how many bytes
   * @param ticketToo waits for the session ticket in front of them as well, whose size isn't known
   * @param finToo waits for the other end's FIN as well, which decides which end holds TIME-WAIT
   *     later
   * @param acrossNetwork whether the other end is on another host, so that its kernel can't be
   *     asked whether it may send more
   */
  record AwaitArrival(int unread, boolean ticketToo, boolean finToo, boolean acrossNetwork)
      implements Act {}

  /** Neither sends nor receives for this long. */
  record BeSilent(Duration lasts) implements Act {}

  /** Sends the one byte that ends a silence. */
  record SendAfterIdle() implements Act {}

  /**
   * Waits for the byte that ends a silence, which never comes where something in between has
   * forgotten the flow; then the closer goes on without it.
   *
   * @param unread how many bytes are unread once it has come
   */
  record AwaitByteAfterIdle(int unread) implements Act {}

  /** Waits until everything sent is acknowledged (SIOCOUTQ 0). */
  record AwaitAcknowledged() implements Act {}

  /** Reads to end of stream, but at most for this long. */
  record Drain(Duration bound) implements Act {}

  /**
   * The closer's close(2).
   *
   * @param tellState records the connection's state right before it
   */
  record Close(boolean tellState) implements Act {}

  /**
   * The observer waits until the closer has closed.
   *
   * @param whileReading receives what arrives meanwhile
   */
  record AwaitCloserClosed(boolean whileReading) implements Act {}

  /**
   * Looks at the connection with poll and TCP_INFO, which clear nothing, before a send that might
   * consume the pending error.
   */
  record Look() implements Act {}

  /**
   * Receives to end of stream or error.
   *
   * @param blocking blocks in {@code recv(2)} meanwhile; needs a thread of its own
   * @param answerWithHalfClose answers end of stream with a half-close, so that the closer's drain
   *     ends
   */
  record ReceiveToEnd(boolean blocking, boolean answerWithHalfClose) implements Act {}

  /**
   * Waits as long as a hidden reset may take to arrive.
   *
   * @param acrossNetwork whether it comes from another host; else it comes over loopback, within
   *     the call that sends it unless this host delivers asynchronously
   */
  record Settle(boolean acrossNetwork) implements Act {}

  /** Asks the kernel how the connection ended. */
  record TakeEvidence() implements Act {}

  /** Sends one more byte and looks how it is answered. */
  record Probe() implements Act {}

  /** The observer's own close(2), after its evidence is taken. */
  record CloseObserver() implements Act {}

  /**
   * Waits until a server sends nothing more, so that what will be left unread has arrived. Some
   * never stop sending, so it ends in any case while there is time for what comes after it.
   *
   * @param silence how long the server must have sent nothing at all
   * @param reserved how long before the deadline it ends
   */
  record AwaitStandstill(Duration silence, Duration reserved) implements Act {}

  /**
   * Waits this long for a server's hidden reset, whose moment nobody here knows. Does nothing if
   * there was no end of stream for a reset to hide behind.
   */
  record SettleFor(Duration bound) implements Act {}

  /** An act towards a server that runs no script: sends to it, receives from it, or closes. */
  sealed interface Talk extends Act {

    @Override
    default Phase phase() {
      return switch (this) {
        case Say _ -> Phase.SEND;
        case TakeTurn(int _, Turn what, RequestBytes _) ->
            switch (what) {
              case Turn.Say _ -> Phase.SEND;
              case Turn.Hear _ -> Phase.RECEIVE;
              case Turn.Pause _ -> Phase.OBSERVE;
              case Turn.StartTls _ -> Phase.RECEIVE;
              case Turn.HalfClose _ -> Phase.HALF_CLOSE;
            };
        case SayNoMore _ -> Phase.HALF_CLOSE;
        case HearBytes _, ShakeHands _ -> Phase.RECEIVE;
        case CloseUnheard _, HandOver _ -> Phase.CLOSE;
        case Hear _, Leave _ -> Phase.OBSERVE;
      };
    }
  }

  /** Begins to speak TLS. Where that fails, nothing is said, and the end is observed. */
  record ShakeHands(TlsTerms terms) implements Talk {}

  /** Sends the request, and receives meanwhile if the dialogue says so. */
  record Say(RequestBytes payload) implements Talk {}

  /**
   * Takes a turn of a conversation, unless one before it ended the conversation.
   *
   * @param turn its index
   * @param payload what a turn that says something sends; null for others, and if what was heard
   *     before has a part in it
   */
  record TakeTurn(int turn, Turn what, @Nullable RequestBytes payload) implements Talk {}

  /** {@code shutdown(SHUT_WR)}, unless an error stopped the sending before, or TLS forbids it. */
  record SayNoMore() implements Talk {}

  /** Receives until it has this many bytes in all, or until the stream ends. */
  record HearBytes(int bytes) implements Talk {}

  /**
   * Receives until the stream ends, the reply is complete or the server is silent.
   *
   * @param asCloser half-closes first, whatever stopped the run before
   * @param drains how long that may take at most, whatever arrives; null for as long as the run may
   */
  record Hear(boolean asCloser, @Nullable Duration drains) implements Talk {}

  /** Stops receiving: this end will close without having read the whole reply. */
  record CloseUnheard() implements Talk {}

  /**
   * Stops with an established connection, which {@link Leaves} will leave: nothing behind this act
   * is performed then. If a turn before it wasn't as meant, the script goes on instead.
   */
  record HandOver() implements Talk {}

  /**
   * Ends the connection without a reset: sends a FIN, waits for the server's, and closes.
   *
   * @param patience how long to wait for the server's FIN
   */
  record Leave(Duration patience) implements Talk {}

  /**
   * Whether the act ends by itself when time is up, so that the acts after it are still performed.
   * Towards a server this end's evidence is all there is, so it is taken at the deadline too.
   */
  default boolean endsByItself() {
    return this instanceof Talk || this instanceof AwaitStandstill || this instanceof SettleFor;
  }

  /** The phase that a record names when the run stopped in this act. */
  default Phase phase() {
    return switch (this) {
      case Connect _, ShowTicket _, Secure _ -> Phase.CONNECT;
      case Accept _ -> Phase.ACCEPT;
      case Send _, SendAfterIdle _ -> Phase.SEND;
      case HalfClose _ -> Phase.HALF_CLOSE;
      case Receive _ -> Phase.RECEIVE;
      case AwaitArrival _, AwaitStandstill _, BeSilent _, AwaitByteAfterIdle _ -> Phase.ARRIVAL;
      case AwaitAcknowledged _ -> Phase.ACKNOWLEDGEMENT;
      case Drain _ -> Phase.DRAIN;
      case SetOption _, NotifyClose _, Close _ -> Phase.CLOSE;
      case AwaitCloserClosed _, Settle _, SettleFor _ -> Phase.SETTLE;
      case Yield _, Look _, ReceiveToEnd _, TakeEvidence _, Probe _, CloseObserver _ ->
          Phase.OBSERVE;
      case Talk talk -> talk.phase();
    };
  }
}

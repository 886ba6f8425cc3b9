package net.teardown.script;

import java.net.InetSocketAddress;
import java.util.List;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Observation.OwnFin;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.socket.CallResult;
import net.teardown.socket.TcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * What one end of a connection has come to so far, by the answers to its calls: how many bytes,
 * which errors, whose FIN went first. Makes no call itself. Not for two threads at once.
 */
final class EndState {

  private static final int LONGEST_HEAD = 256;

  private final Counts counts = new Counts();

  private @Nullable InetSocketAddress address;
  private boolean active;
  private boolean connected;
  private boolean closed;
  private boolean endOfStream;
  private boolean receiveFailed;
  private @Nullable String firstError;
  private @Nullable String sendError;
  private @Nullable String receiveError;
  private OwnFin ownFin = OwnFin.NOT_SENT;
  private long bytesRead;
  private long bytesAccepted;
  private @Nullable Long unreadAtClose;
  private @Nullable TcpState stateAtClose;
  private int ticketBytes;
  private long ticketBytesShown;
  private boolean comparing;
  private @Nullable Long alteredAt;
  private byte[] unexpected = new byte[0];
  private @Nullable ProbeAnswer probe;
  private boolean probeSent;
  private @Nullable Evidence evidence;
  private int strangers;

  // ---- what has happened

  void addressIs(@Nullable InetSocketAddress own) {
    address = own;
  }

  void connectedActively() {
    connected = true;
    active = true;
  }

  void acceptedAt(InetSocketAddress own) {
    address = own;
    connected = true;
  }

  /** A connection that wasn't the initiator's was turned away. */
  void turnedAway() {
    strangers++;
  }

  /** So many bytes were read before the script began. */
  void ticketRead(int bytes) {
    ticketBytes = bytes;
  }

  /** So many bytes were accepted that are no part of the experiment. */
  void ticketShown(long bytes) {
    ticketBytesShown += bytes;
  }

  /** From now on what comes in is held against what the other end sends. */
  void compares() {
    comparing = true;
  }

  /** The kernel has accepted so many bytes more. */
  void accepted(long bytes) {
    bytesAccepted += bytes;
  }

  void sendFailed(CallResult result) {
    failed(result);
    sendError = symbol(result);
  }

  void receiveFailed(CallResult result) {
    failed(result);
    receiveError = symbol(result);
    receiveFailed = true;
  }

  /** A call has said that the connection failed. */
  void failed(CallResult result) {
    firstError = firstError == null ? symbol(result) : firstError;
  }

  void streamEnded() {
    endOfStream = true;
  }

  /**
   * So many bytes more came in.
   *
   * @param from what they were received into
   */
  void received(int bytes, Buffers from) {
    if (comparing && alteredAt == null) {
      compare(bytes, from);
    }
    bytesRead += bytes;
  }

  /** Whether these are the bytes that the other end sent, which only a network may change. */
  private void compare(int received, Buffers from) {
    int mismatch = from.mismatch(bytesRead, received);
    if (mismatch >= 0) {
      alteredAt = bytesRead + mismatch;
      unexpected = bytesRead == 0 ? from.head(received, LONGEST_HEAD) : unexpected;
    }
  }

  /**
   * Our FIN went out.
   *
   * @param before the state right before; null where the stack can't say, or nobody needs to know
   * @param after the state right after
   */
  void halfClosed(@Nullable TcpState before, @Nullable TcpState after) {
    ownFin = endOfStream ? OwnFin.AFTER_THE_OTHER : order(before, after);
  }

  /**
   * Which of two FINs came first, whatever was read by then: who closes second goes through
   * CLOSE-WAIT and LAST-ACK and holds no TIME-WAIT (RFC 9293 3.6).
   */
  private static OwnFin order(@Nullable TcpState before, @Nullable TcpState after) {
    if (before == TcpState.CLOSE_WAIT || after == TcpState.LAST_ACK) {
      return OwnFin.AFTER_THE_OTHER;
    }
    // It was over within the call: either order may have brought it there.
    return after == TcpState.CLOSE ? OwnFin.ABOUT_WITH_THE_OTHER : OwnFin.BEFORE_THE_OTHER;
  }

  /** The kernel has answered; noted as long as that still is the experiment's. */
  void note(TcpInfo info) {
    if (evidence == null || probeSent) {
      counts.note(
          info,
          ticketBytesShown + bytesAccepted + (active ? 1 : 0) + (probeSent ? 1 : 0),
          probeSent);
    }
  }

  void stateAtCloseIs(TcpState state) {
    stateAtClose = state;
  }

  /**
   * The last look at what is unread, in bytes.
   *
   * @param unread below 0 where the stack can't say
   */
  void unreadAtCloseIs(long unread) {
    unreadAtClose = unread < 0 ? null : unread;
  }

  void isClosed() {
    closed = true;
  }

  void probeSent(boolean sent) {
    probeSent = sent;
  }

  void probeAnswered(ProbeAnswer answer) {
    probe = answer;
  }

  void testified(Evidence taken) {
    evidence = taken;
  }

  // ---- what it has come to

  @Nullable InetSocketAddress address() {
    return address;
  }

  boolean connected() {
    return connected;
  }

  boolean closed() {
    return closed;
  }

  boolean endOfStream() {
    return endOfStream;
  }

  /**
   * Whether nothing more will come in: end of stream, or {@code recv} failed. A failed {@code send}
   * leaves what has arrived.
   */
  boolean inputOver() {
    return endOfStream || receiveFailed;
  }

  /** Whether a call already said that the connection failed. */
  boolean failed() {
    return firstError != null;
  }

  /** What that call said, as errno's symbol; null if none did. */
  @Nullable String firstError() {
    return firstError;
  }

  /** What the {@code send} that failed said, as errno's symbol; null if none has. */
  @Nullable String sendError() {
    return sendError;
  }

  /** What the {@code recv} that failed said, as errno's symbol; null if none has. */
  @Nullable String receiveError() {
    return receiveError;
  }

  boolean hasSentFin() {
    return ownFin != OwnFin.NOT_SENT;
  }

  OwnFin ownFin() {
    return ownFin;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** Bytes read, those of the ticket too. */
  long allBytesRead() {
    return bytesRead + ticketBytes;
  }

  long bytesAccepted() {
    return bytesAccepted;
  }

  /** What came first, if that isn't what the other end sent; at most 256 bytes, else none. */
  byte[] unexpected() {
    return unexpected;
  }

  /** What became of the probe when it was last looked at; null before it was sent. */
  @Nullable ProbeAnswer probe() {
    return probe;
  }

  /** Whether what was sent stays without any answer, as {@link TcpCounts#unanswered}. */
  boolean unanswered() {
    TcpCounts known = counts.counts();
    return known != null && known.unanswered();
  }

  int strangers() {
    return strangers;
  }

  EndRecord record(@Nullable Phase stoppedIn, List<Step> steps) {
    return new EndRecord(
        address == null ? null : Connection.text(address),
        bytesRead,
        bytesAccepted,
        unreadAtClose,
        stateAtClose,
        counts.counts(),
        alteredAt,
        probe,
        stoppedIn,
        steps,
        evidence);
  }

  private static @Nullable String symbol(CallResult result) {
    return result.errno() == null ? null : result.errno().symbol();
  }
}

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
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.TcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * The state of one end of a connection as its calls' results tell it: byte counts, errors, which
 * FIN was sent first. Makes no call itself. Not thread-safe.
 */
final class EndState {

  private final Counts counts = new Counts();
  private final Alteration alteration = new Alteration();

  private @Nullable InetSocketAddress address;
  private boolean active;
  private boolean connected;
  private boolean closed;
  private boolean endOfStream;
  private boolean receiveFailed;
  private @Nullable String firstError;
  private boolean sentBehindOwnFin;
  private @Nullable String sendError;
  private @Nullable String receiveError;
  private OwnFin ownFin = OwnFin.NOT_SENT;
  private long bytesRead;
  private long bytesAccepted;
  private @Nullable Long unreadAtClose;
  private @Nullable TcpState stateAtClose;
  private long allBytesRead;
  private long allBytesSent;
  private @Nullable ProbeAnswer probe;
  private boolean probeSent;
  private @Nullable Evidence evidence;
  private int strangers;

  // ---- events

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

  /** Notes that a connection that wasn't the initiator's was closed. */
  void turnedAway() {
    strangers++;
  }

  /** Notes that the kernel gave so many more bytes, the experiment's or others. */
  void tookIn(long bytes) {
    allBytesRead += bytes;
  }

  /** Notes that the kernel accepted so many more bytes, likewise. */
  void sent(long bytes) {
    allBytesSent += bytes;
  }

  /** From now on, compares what is received with what the other end sends. */
  void compares() {
    alteration.compares();
  }

  /** Notes that the kernel accepted so many more bytes of the experiment. */
  void accepted(long bytes) {
    bytesAccepted += bytes;
  }

  /** After its own FIN, EPIPE is this end's own doing, and tells nothing of the other one. */
  void sendFailed(CallResult result) {
    if (hasSentFin() && result.failedWith(Errno.EPIPE)) {
      sentBehindOwnFin = true;
    } else {
      failed(result);
    }
    sendError = symbol(result);
  }

  void receiveFailed(CallResult result) {
    failed(result);
    receiveError = symbol(result);
    receiveFailed = true;
  }

  /** Notes that a call reported the connection's failure. */
  void failed(CallResult result) {
    firstError = firstError == null ? symbol(result) : firstError;
  }

  void streamEnded() {
    endOfStream = true;
  }

  /**
   * Notes that so many more bytes of the experiment were received.
   *
   * @param from the buffers that they were received into
   */
  void received(int bytes, Buffers from) {
    alteration.check(bytesRead, bytes, from);
    bytesRead += bytes;
  }

  /** Notes that so many more bytes were read from records of TLS. */
  void decrypted(int bytes) {
    bytesRead += bytes;
  }

  /**
   * Notes that our FIN was sent.
   *
   * @param before the state right before; null where the stack can't say, or it isn't needed
   * @param after the state right after, likewise
   */
  void halfClosed(@Nullable TcpState before, @Nullable TcpState after) {
    ownFin = endOfStream ? OwnFin.AFTER_THE_OTHER : FinOrder.of(before, after);
  }

  /** Records the kernel's counters as long as they still belong to the experiment. */
  void note(TcpInfo info) {
    if (evidence == null || probeSent) {
      int uncounted = (active ? 1 : 0) + (probeSent ? 1 : 0);
      counts.note(info, allBytesSent + uncounted, hasSentFin(), probeSent);
    }
  }

  void stateAtCloseIs(TcpState state) {
    stateAtClose = state;
  }

  /**
   * Records how many bytes are unread right before the close.
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

  // ---- state

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
   * Whether nothing more will be received: end of stream, or {@code recv} failed. After a failed
   * {@code send}, bytes that arrived before can still be read.
   */
  boolean inputOver() {
    return endOfStream || receiveFailed;
  }

  /** Whether a call has reported the connection's failure. */
  boolean failed() {
    return firstError != null || sentBehindOwnFin;
  }

  /** The errno of that call, as a symbol; null if none failed. */
  @Nullable String firstError() {
    return firstError;
  }

  /** The errno of the {@code send} that failed, as a symbol; null if none has. */
  @Nullable String sendError() {
    return sendError;
  }

  /** Whether a {@code send} that failed was told of the other end's reset. */
  boolean sendToldOfReset() {
    return isReset(sendError) && !sentBehindOwnFin;
  }

  /** The errno of the {@code recv} that failed, as a symbol; null if none has. */
  @Nullable String receiveError() {
    return receiveError;
  }

  /** Whether a call that failed with this was told of a reset; null is none. */
  static boolean isReset(@Nullable String error) {
    return "ECONNRESET".equals(error) || "EPIPE".equals(error);
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

  /** Bytes that the kernel gave: those of the ticket too, and records in place of plaintext. */
  long allBytesRead() {
    return allBytesRead;
  }

  long bytesAccepted() {
    return bytesAccepted;
  }

  /** Bytes that the kernel accepted, likewise. */
  long allBytesSent() {
    return allBytesSent;
  }

  /**
   * The first bytes received, at most 256, if they aren't those that the other end sent; else
   * empty.
   */
  byte[] unexpected() {
    return alteration.unexpected();
  }

  /** The probe's result when it was last checked; null before it was sent. */
  @Nullable ProbeAnswer probe() {
    return probe;
  }

  /** Whether nothing that was sent has been answered, as {@link TcpCounts#unanswered}. */
  boolean unanswered() {
    TcpCounts known = counts.counts();
    return known != null && known.unanswered();
  }

  /** What the kernel said of the end; null before it was asked. */
  @Nullable Evidence evidence() {
    return evidence;
  }

  int strangers() {
    return strangers;
  }

  EndRecord record(@Nullable Phase stoppedIn, List<Step> steps) {
    return new EndRecord(
        address == null ? null : text(address),
        bytesRead,
        bytesAccepted,
        unreadAtClose,
        stateAtClose,
        counts.counts(),
        alteration.at(),
        probe,
        stoppedIn,
        steps,
        evidence,
        null);
  }

  private static String text(InetSocketAddress address) {
    return HostAndPort.ofAddress(address.getAddress().getHostAddress(), address.getPort())
        .toString();
  }

  private static @Nullable String symbol(CallResult result) {
    return result.errno() == null ? null : result.errno().symbol();
  }
}

package net.teardown.script;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Observation.OwnFin;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.socket.Accepted;
import net.teardown.socket.CallFailed;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.Readiness;
import net.teardown.socket.TcpInfo;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: makes the calls, writes each of them down, and keeps count. Not for two
 * threads at once.
 */
final class End {

  /** What came of an attempt to receive. */
  enum Received {
    BYTES,
    NOTHING_YET,
    /** End of stream, or an error after which there is nothing to wait for. */
    END
  }

  private static final int LONGEST_HEAD = 256;

  private final TcpStack stack;
  private final Buffers buffers;
  private final Transcript transcript;
  private final Counts counts = new Counts();
  private final @Nullable Consumer<ByteBuffer> receiver;

  private @Nullable TcpSocket socket;
  private @Nullable InetSocketAddress address;
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
  private boolean active;
  private long ticketBytesShown;
  private boolean comparing;
  private @Nullable Long alteredAt;
  private byte[] unexpected = new byte[0];
  private @Nullable ProbeAnswer probe;
  private boolean probeSent;
  private @Nullable Evidence evidence;
  private long connectAtNanos;
  private int strangers;

  End(TcpStack stack, Buffers buffers, long originNanos) {
    this(stack, buffers, originNanos, null);
  }

  /**
   * @param receiver told of everything that comes in; null if nobody reads it
   */
  End(TcpStack stack, Buffers buffers, long originNanos, @Nullable Consumer<ByteBuffer> receiver) {
    this.receiver = receiver;
    this.stack = stack;
    this.buffers = buffers;
    this.transcript = new Transcript(originNanos);
  }

  TcpStack stack() {
    return stack;
  }

  /** The socket, for waiting on it; null before there is one. */
  @Nullable TcpSocket socket() {
    return socket;
  }

  @Nullable InetSocketAddress address() {
    return address;
  }

  boolean connected() {
    return connected;
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

  long bytesRead() {
    return bytesRead;
  }

  long bytesAccepted() {
    return bytesAccepted;
  }

  int strangers() {
    return strangers;
  }

  /** Begins the active open. False if there is nothing to wait for: it failed. */
  boolean connect(InetSocketAddress remote) {
    return connect(remote, null);
  }

  /**
   * The same.
   *
   * @param segmentBytes how long segments may be, either way; null leaves that to the kernels
   */
  boolean connect(InetSocketAddress remote, @Nullable Integer segmentBytes) {
    connectAtNanos = System.nanoTime();
    try {
      socket = stack.open(family(remote));
    } catch (CallFailed e) {
      transcript.add(
          connectAtNanos, System.nanoTime(), Call.SOCKET, null, CallResult.failed(e.errno()));
      return false;
    }
    if (segmentBytes != null) {
      socket.longestSegment(segmentBytes);
    }
    return connectSaid(socket.connect(remote));
  }

  /** Looks whether the active open is done. False if there is nothing to wait for: it failed. */
  boolean finishConnect() {
    return connectSaid(open().finishConnect());
  }

  private boolean connectSaid(CallResult result) {
    InetSocketAddress local = open().localAddress();
    // The JDK tells it only once the handshake is over.
    address = local.getPort() == 0 ? null : local;
    if (result.failedWith(Errno.EINPROGRESS)) {
      return true;
    }
    transcript.add(connectAtNanos, System.nanoTime(), Call.CONNECT, null, result);
    if (result.failedWith(Errno.EADDRNOTAVAIL)) {
      countOwnAddresses();
    }
    connected = result.ok();
    active = connected;
    return connected;
  }

  /**
   * The kernel says the same where no port is free and where there is no address to connect from.
   */
  private void countOwnAddresses() {
    long at = System.nanoTime();
    int count = stack.addressesToward(open().remoteAddress().getAddress());
    transcript.add(at, System.nanoTime(), Call.GETIFADDRS, null, CallResult.ok(count));
  }

  /**
   * Takes the next waiting connection if there is one and it is the initiator's. A stranger is
   * closed and the next one looked at.
   *
   * @param initiator whose connection is meant
   * @return whether there is something to wait for, or it is done
   */
  boolean accept(TcpListener listener, InetSocketAddress initiator) {
    while (true) {
      long at = System.nanoTime();
      Accepted accepted = listener.accept();
      if (accepted.result().failedWith(Errno.EAGAIN)) {
        return true;
      }
      TcpSocket candidate = accepted.socket();
      if (candidate != null && !initiator.equals(accepted.peer())) {
        candidate.close();
        strangers++;
        continue;
      }
      transcript.add(
          at,
          System.nanoTime(),
          Call.ACCEPT,
          null,
          candidate == null ? accepted.result() : CallResult.ok(0));
      if (candidate == null) {
        return false;
      }
      socket = candidate;
      address = listener.localAddress();
      connected = true;
      return true;
    }
  }

  /** Takes over a connection that was accepted and has shown its ticket. */
  void admit(Admission admission) {
    socket = admission.socket();
    address = admission.local();
    ticketBytes = admission.ticketBytes();
    connected = true;
    comparing = true;
    transcript.add(
        admission.acceptAtNanos(), admission.acceptedNanos(), Call.ACCEPT, null, CallResult.ok(0));
    transcript.add(
        admission.ticketAtNanos(),
        admission.ticketNanos(),
        Call.RECV_TICKET,
        (long) ticketBytes,
        CallResult.ok(ticketBytes));
  }

  /**
   * Sends of the ticket what is left of it.
   *
   * @param more whether bytes of the experiment follow at once
   * @return false if there is nothing to wait for: it failed
   */
  boolean showTicket(ByteBuffer ticket, boolean more) {
    comparing = true;
    while (ticket.hasRemaining()) {
      int offered = ticket.remaining();
      long at = System.nanoTime();
      CallResult result = open().send(ticket, more);
      if (result.failedWith(Errno.EAGAIN)) {
        return true;
      }
      transcript.add(at, System.nanoTime(), Call.SEND_TICKET, (long) offered, result);
      if (!result.ok()) {
        remember(result);
        return false;
      }
      ticketBytesShown += result.value();
    }
    return true;
  }

  /**
   * Sends up to {@code wanted} bytes.
   *
   * @return how many were accepted; 0 if it would block, -1 if it failed
   */
  long send(long wanted) {
    return send(buffers.filler(bytesAccepted, wanted));
  }

  /**
   * Sends up to as many bytes as remain in a buffer.
   *
   * @return how many were accepted; 0 if it would block, -1 if it failed
   */
  long send(ByteBuffer source) {
    int offered = source.remaining();
    long at = System.nanoTime();
    CallResult result = open().send(source, false);
    if (result.failedWith(Errno.EAGAIN)) {
      return 0;
    }
    transcript.add(at, System.nanoTime(), Call.SEND, (long) offered, result);
    if (!result.ok()) {
      remember(result);
      sendError = symbol(result);
      return -1;
    }
    bytesAccepted += result.value();
    return result.value();
  }

  /** Receives up to {@code wanted} bytes, without waiting. */
  Received receive(long wanted) {
    ByteBuffer target = buffers.sink(wanted);
    int room = target.remaining();
    long at = System.nanoTime();
    return received(at, room, open().receive(target));
  }

  /** Sits in {@code recv(2)} until there is something, or for {@code atMost}. */
  Received receiveBlocking(long wanted, Duration atMost) {
    ByteBuffer target = buffers.sink(wanted);
    int room = target.remaining();
    long at = System.nanoTime();
    return received(at, room, open().receiveBlocking(target, atMost));
  }

  private Received received(long at, int room, CallResult result) {
    if (result.failedWith(Errno.EAGAIN)) {
      return Received.NOTHING_YET;
    }
    transcript.add(at, System.nanoTime(), Call.RECV, (long) room, result);
    if (!result.ok()) {
      remember(result);
      receiveError = symbol(result);
      receiveFailed = true;
      return Received.END;
    }
    if (result.value() == 0) {
      endOfStream = true;
      return Received.END;
    }
    compare((int) result.value());
    if (receiver != null) {
      receiver.accept(buffers.received((int) result.value()));
    }
    bytesRead += result.value();
    return Received.BYTES;
  }

  /** Whether these are the bytes that the other end sent, which only a network may change. */
  private void compare(int received) {
    if (!comparing || alteredAt != null) {
      return;
    }
    int mismatch = buffers.mismatch(bytesRead, received);
    if (mismatch >= 0) {
      alteredAt = bytesRead + mismatch;
      unexpected = bytesRead == 0 ? buffers.head(received, LONGEST_HEAD) : unexpected;
    }
  }

  /** What came first, if that isn't what the other end sent; at most 256 bytes, else none. */
  byte[] unexpected() {
    return unexpected;
  }

  /**
   * {@code shutdown(SHUT_WR)}.
   *
   * @param observes whether this end's evidence will hang on which of two FINs went first
   */
  void halfClose(boolean observes) {
    boolean asks = observes && !endOfStream;
    TcpState before = asks ? state() : null;
    long at = System.nanoTime();
    CallResult result = open().shutdownWrite();
    transcript.add(at, System.nanoTime(), Call.SHUTDOWN_WRITE, null, result);
    if (result.ok()) {
      ownFin = endOfStream ? OwnFin.AFTER_THE_OTHER : order(before, asks ? state() : null);
    }
  }

  /**
   * Which of two FINs came first, whatever was read by then: who closes second goes through
   * CLOSE-WAIT and LAST-ACK and holds no TIME-WAIT (RFC 9293 3.6).
   *
   * @param before the state right before our FIN went out; null where the stack can't say
   */
  private static OwnFin order(@Nullable TcpState before, @Nullable TcpState after) {
    if (before == TcpState.CLOSE_WAIT || after == TcpState.LAST_ACK) {
      return OwnFin.AFTER_THE_OTHER;
    }
    // It was over within the call: either order may have brought it there.
    return after == TcpState.CLOSE ? OwnFin.ABOUT_WITH_THE_OTHER : OwnFin.BEFORE_THE_OTHER;
  }

  private @Nullable TcpState state() {
    return info().map(info -> TcpState.ofKernel(info.state())).orElse(null);
  }

  /**
   * What the kernel says of the connection; noted as long as the evidence isn't taken, and where
   * that is to be probed, what becomes of the byte.
   */
  private Optional<TcpInfo> info() {
    Optional<TcpInfo> info = open().info();
    if ((evidence == null || probeSent) && info.isPresent()) {
      counts.note(
          info.get(),
          ticketBytesShown + bytesAccepted + (active ? 1 : 0) + (probeSent ? 1 : 0),
          probeSent);
    }
    return info;
  }

  /** Bytes waiting to be read (SIOCINQ); -1 where the stack can't say. */
  long unread() {
    long at = System.nanoTime();
    return count(at, Call.UNREAD, open().unread());
  }

  /** Bytes sent and not yet acknowledged (SIOCOUTQ); -1 where the stack can't say. */
  long unacknowledged() {
    long at = System.nanoTime();
    return count(at, Call.UNACKNOWLEDGED, open().unacknowledged());
  }

  private long count(long at, Call call, CallResult result) {
    if (!result.ok()) {
      return -1;
    }
    transcript.add(at, System.nanoTime(), call, null, result);
    return result.value();
  }

  /**
   * Closes: close(2) and nothing more, after a last look at what is unread.
   *
   * @param lingerSeconds SO_LINGER to set before; null leaves it alone
   * @param tellState writes down the connection's state right before, and the error that nobody was
   *     told yet
   */
  void close(@Nullable Integer lingerSeconds, boolean tellState) {
    if (lingerSeconds != null) {
      long at = System.nanoTime();
      transcript.add(
          at, System.nanoTime(), Call.LINGER, (long) lingerSeconds, open().linger(lingerSeconds));
    }
    if (tellState) {
      long at = System.nanoTime();
      Optional<TcpInfo> info = info();
      info.ifPresent(seen -> {
        stateAtClose = TcpState.ofKernel(seen.state());
        transcript.add(at, System.nanoTime(), Call.TCP_INFO, null, CallResult.ok(seen.state()));
      });
      if (errorPending()) {
        new Examination(stack, open(), this::info, transcript).error();
      }
    }
    long unread = unread();
    unreadAtClose = unread < 0 ? null : unread;
    closeSocket();
  }

  /** The observer's close, when nothing more is to be learnt. */
  void closeSocket() {
    long at = System.nanoTime();
    CallResult result = open().close();
    closed = true;
    transcript.add(at, System.nanoTime(), Call.CLOSE, null, result);
  }

  /** Gives the descriptor back without writing it down: the run is over for this end. */
  void abandon() {
    if (socket != null && !closed) {
      closed = true;
      socket.close();
    }
  }

  /** A look that destroys nothing: poll, then TCP_INFO. */
  void look() {
    new Examination(stack, open(), this::info, transcript).look();
  }

  /** Asks the kernel what became of the connection; the socket must still be open. */
  void takeEvidence() {
    Examination examination = new Examination(stack, open(), this::info, transcript);
    evidence =
        Evidence.of(examination.observe(endOfStream, firstError, bytesRead + ticketBytes, ownFin));
  }

  /**
   * Whether the other end's FIN has come in, by the kernel's state; true where the stack can't say.
   */
  boolean peerHalfClosed() {
    return info().map(info -> Examination.pastEstablished(info.state())).orElse(true);
  }

  /** Whether the connection is over for the kernel: a reset came in, or it was given up. */
  boolean broken() {
    Readiness readiness = open().poll(Interest.ERRORS_ONLY, Duration.ZERO);
    return readiness.error() || readiness.hangUp();
  }

  /** Whether something waits to be read: bytes, or an end. */
  boolean readable() {
    return open().poll(Interest.INPUT, Duration.ZERO).readable();
  }

  /** Whether an error is pending that nobody was told yet. */
  boolean errorPending() {
    return open().poll(Interest.ERRORS_ONLY, Duration.ZERO).error();
  }

  /** What the {@code send} that failed said, as errno's symbol; null if none has. */
  @Nullable String sendError() {
    return sendError;
  }

  /** What the {@code recv} that failed said, as errno's symbol; null if none has. */
  @Nullable String receiveError() {
    return receiveError;
  }

  /** Whether a call already said that the connection failed. */
  boolean failed() {
    return firstError != null;
  }

  boolean hasSentFin() {
    return ownFin != OwnFin.NOT_SENT;
  }

  /** The smoothed round-trip time; zero where the stack can't say. */
  Duration roundTripTime() {
    return info().map(info -> Duration.ofNanos(info.rttMicros() * 1000)).orElse(Duration.ZERO);
  }

  /**
   * How long a reset may be on its way, by this connection's round trips.
   *
   * @param indirect they are those of the first leg alone
   */
  Duration onItsWay(boolean indirect) {
    return info()
        .map(info -> Pace.settling(info.rttMicros(), info.rttVarMicros(), indirect))
        .orElseGet(() -> Pace.settling(0, 0, indirect));
  }

  /** Whether something sent is neither acknowledged nor answered otherwise. */
  boolean awaitsAnswer() {
    return open().unacknowledged().value() > 0;
  }

  /** After how long without an answer the kernel sends again; zero where the stack can't say. */
  Duration retransmissionTimeout() {
    return info().map(info -> Duration.ofNanos(info.rtoMicros() * 1000)).orElse(Duration.ZERO);
  }

  /** Whether what was sent stays without any answer, as {@link TcpCounts#unanswered}. */
  boolean unanswered() {
    info();
    TcpCounts known = counts.counts();
    return known != null && known.unanswered();
  }

  /** Sends one byte to learn what lies between. False if that can't be done any more. */
  boolean sendProbe() {
    probe = ProbeAnswer.NOT_SENT;
    if (!stack.givesKernelEvidence() || hasSentFin() || failed() || broken()) {
      return false;
    }
    long at = System.nanoTime();
    CallResult result = open().send(buffers.filler(bytesAccepted, 1), false);
    transcript.add(at, System.nanoTime(), Call.PROBE, 1L, result);
    probeSent = result.ok();
    return probeSent;
  }

  /** What became of the probe when it was last looked at; null before it was sent. */
  @Nullable ProbeAnswer probe() {
    return probe;
  }

  /** What became of the probe by now. */
  ProbeAnswer answerToProbe() {
    probe =
        broken()
            ? ProbeAnswer.RESET
            : awaitsAnswer() ? ProbeAnswer.UNACKNOWLEDGED : ProbeAnswer.ACKNOWLEDGED;
    return probe;
  }

  EndRecord record(@Nullable Phase stoppedIn) {
    return new EndRecord(
        address == null ? null : text(address),
        bytesRead,
        bytesAccepted,
        unreadAtClose,
        stateAtClose,
        counts.counts(),
        alteredAt,
        probe,
        stoppedIn,
        transcript.steps(),
        evidence);
  }

  private static @Nullable String symbol(CallResult result) {
    return result.errno() == null ? null : result.errno().symbol();
  }

  private void remember(CallResult result) {
    if (firstError == null && result.errno() != null) {
      firstError = result.errno().symbol();
    }
  }

  private TcpSocket open() {
    if (socket == null) {
      throw new IllegalStateException("this end has no socket yet");
    }
    return socket;
  }

  private static StandardProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  static String text(InetSocketAddress address) {
    return new HostAndPort(address.getAddress().getHostAddress(), address.getPort()).toString();
  }
}

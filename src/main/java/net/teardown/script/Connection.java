package net.teardown.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndFacts;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.spec.OwnTls;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: makes the calls and records each of them in a transcript. {@link
 * EndState} holds their results; {@link Examination} asks the kernel. Not thread-safe.
 */
final class Connection {

  /** The result of an attempt to receive. */
  enum Received {
    BYTES,
    NOTHING_YET,
    /** End of stream, or an error after which there is nothing to wait for. */
    END
  }

  private static final int NOTHING_YET = -1;

  private final TcpStack stack;
  private final Buffers buffers;
  private final Transcript transcript;
  private final EndState state = new EndState();
  private final Closing closing;
  private @Nullable Consumer<ByteBuffer> receiver;

  /** What TLS makes of the bytes; null in plaintext. */
  private @Nullable Records records;

  private @Nullable TcpSocket socket;
  private @Nullable Examination examination;
  private int bytesApart;

  /**
   * @param receiver gets all bytes received; null if nobody reads them
   */
  Connection(
      TcpStack stack,
      Buffers buffers,
      Transcript transcript,
      @Nullable Consumer<ByteBuffer> receiver) {
    this.stack = stack;
    this.buffers = buffers;
    this.transcript = transcript;
    this.receiver = receiver;
    this.closing = new Closing(this);
  }

  TcpStack stack() {
    return stack;
  }

  EndState state() {
    return state;
  }

  /** The socket; null before there is one. */
  @Nullable TcpSocket socket() {
    return socket;
  }

  /** Asks the kernel about the socket, which must be open. */
  Examination kernel() {
    if (examination == null) {
      throw new IllegalStateException("this end has no socket yet");
    }
    return examination;
  }

  /** Closes it. */
  Closing closing() {
    return closing;
  }

  /** When the last recorded call returned, by {@link System#nanoTime()}. */
  long returnedNanos() {
    return transcript.returnedNanos();
  }

  Transcript transcript() {
    return transcript;
  }

  /** Uses this socket from now on. */
  void takeUp(TcpSocket opened) {
    socket = opened;
    examination = new Examination(stack, opened, state, transcript);
  }

  /**
   * Sends up to {@code wanted} bytes.
   *
   * @return how many were accepted; 0 if it would block, -1 if it failed
   */
  long send(long wanted) {
    return send(buffers.filler(sent(), wanted));
  }

  /** How many bytes were given to {@link #send}, the experiment's and those that count apart. */
  private long sent() {
    return state.bytesAccepted() + bytesApart + (records == null ? 0 : records.underway());
  }

  /** From now on TLS is spoken; {@code own} is null towards a server. */
  void secure(TlsStream stream, @Nullable OwnTls own) {
    records = new Records(this, stream, own);
  }

  /** What TLS makes of the bytes; null in plaintext. */
  @Nullable Records records() {
    return records;
  }

  /**
   * Sends up to the bytes that remain in a buffer.
   *
   * @return how many were accepted; 0 if it would block, -1 if it failed
   */
  long send(ByteBuffer source) {
    if (records != null) {
      return records.say(source);
    }
    long accepted = transmit(source, false);
    if (accepted > 0) {
      state.accepted(accepted);
    }
    return accepted;
  }

  /** Whether nothing of what was accepted waits in a record that isn't sent whole. */
  boolean hasSentAll() {
    return records == null || records.flush() || state.failed();
  }

  /** Sends what remains in a buffer as it is, with the result of {@link #send(ByteBuffer)}. */
  long transmit(ByteBuffer source, boolean more) {
    int offered = source.remaining();
    long at = System.nanoTime();
    CallResult result = open().send(source, more);
    if (result.failedWith(Errno.EAGAIN)) {
      return 0;
    }
    transcript.add(at, System.nanoTime(), Call.SEND, offered, result);
    if (!result.ok()) {
      state.sendFailed(result);
      return -1;
    }
    state.sent(result.value());
    return result.value();
  }

  /** Receives up to {@code wanted} bytes, without waiting. */
  Received receive(long wanted) {
    return records == null ? receivePlain(wanted) : records.read(wanted);
  }

  private Received receivePlain(long wanted) {
    ByteBuffer target = buffers.sink(wanted);
    return received(intake(target));
  }

  /**
   * Receives into a buffer as it is, without waiting.
   *
   * @return how many bytes; 0 at an end, below 0 if there is nothing yet
   */
  int intake(ByteBuffer target) {
    int room = target.remaining();
    long at = System.nanoTime();
    return taken(at, room, open().receive(target));
  }

  /** Room for what is received and forgotten. */
  ByteBuffer sink() {
    return buffers.sink(Long.MAX_VALUE);
  }

  /** Blocks in {@code recv(2)} until there is something to read, at most for {@code atMost}. */
  Received receiveBlocking(long wanted, Duration atMost) {
    return records == null
        ? received(intakeBlocking(buffers.sink(wanted), atMost))
        : records.readBlocking(wanted, atMost);
  }

  /** Receives into a buffer as it is, blocking, with the result of {@link #intake}. */
  int intakeBlocking(ByteBuffer target, Duration atMost) {
    int room = target.remaining();
    long at = System.nanoTime();
    return taken(at, room, open().receiveBlocking(target, atMost));
  }

  /** From now on what is received is only counted. */
  void showNoMore() {
    receiver = null;
  }

  private int taken(long at, int room, CallResult result) {
    if (result.failedWith(Errno.EAGAIN)) {
      return NOTHING_YET;
    }
    transcript.add(at, System.nanoTime(), Call.RECV, room, result);
    if (!result.ok()) {
      state.receiveFailed(result);
    } else if (result.value() == 0) {
      state.streamEnded();
    } else {
      state.tookIn(result.value());
      return (int) result.value();
    }
    return 0;
  }

  private Received received(int bytes) {
    if (bytes <= 0) {
      return bytes == 0 ? Received.END : Received.NOTHING_YET;
    }
    show(buffers.received(bytes));
    state.received(bytes, buffers);
    return Received.BYTES;
  }

  /** Gives bytes of the experiment to whoever reads them. */
  void show(ByteBuffer bytes) {
    if (receiver != null) {
      receiver.accept(bytes);
    }
  }

  /**
   * {@code shutdown(SHUT_WR)}, in TLS behind a close_notify.
   *
   * @param observes whether this end's evidence depends on which FIN was sent first
   */
  void halfClose(boolean observes) {
    if (records != null && !records.sayNoMore(true)) {
      return;
    }
    boolean asks = observes && !state.endOfStream();
    TcpState before = asks ? kernel().state() : null;
    long at = System.nanoTime();
    CallResult result = open().shutdownWrite();
    transcript.add(at, System.nanoTime(), Call.SHUTDOWN_WRITE, result);
    if (result.ok()) {
      state.halfClosed(before, asks ? kernel().state() : null);
    }
  }

  void set(Act.SetOption act) {
    long at = System.nanoTime();
    CallResult result = open().set(act.option(), act.value());
    if (act.told() != null) {
      transcript.add(at, System.nanoTime(), act.told(), act.value(), result);
    }
    if (act.waitsInClose()) {
      closing.waits();
    }
  }

  /** Sends one byte that counts apart from those of the spec, recorded as this call. */
  CallResult sendApart(Call call) {
    long at = System.nanoTime();
    CallResult result = open().send(buffers.filler(sent(), 1), false);
    transcript.add(at, System.nanoTime(), call, 1, result);
    bytesApart += result.ok() ? 1 : 0;
    return result;
  }

  EndFacts facts(@Nullable Phase stoppedIn) {
    return new PlayedEnd(state, transcript, stoppedIn);
  }

  EndRecord record(@Nullable Phase stoppedIn) {
    return state.record(stoppedIn, transcript.steps());
  }

  TcpSocket open() {
    if (socket == null) {
      throw new IllegalStateException("this end has no socket yet");
    }
    return socket;
  }
}

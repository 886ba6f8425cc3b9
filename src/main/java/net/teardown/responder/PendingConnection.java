package net.teardown.responder;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.teardown.script.AcceptedConnection;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;

/** A connection to the data port that hasn't shown a ticket. */
final class PendingConnection {

  /** What reading came to. */
  enum Read {
    /** All that was wanted is there. */
    ALL,
    NOTHING_YET,
    /** It has ended or broken the connection. */
    GONE
  }

  /** How far in something else may stand before a ticket. */
  static final int HEAD_BYTES = 512;

  /** So that one who sends without end doesn't keep the others waiting. */
  private static final int DISCARDED_AT_ONCE = 1024 * 1024;

  private final TcpSocket socket;
  private final InetSocketAddress peer;
  private final long acceptAtNanos;
  private final long acceptedNanos;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);

  private long readAtNanos;
  private long readNanos;
  private long deadlineNanos;
  private long discarded;

  /**
   * @param acceptAtNanos when accept was called
   * @param acceptedNanos when it returned
   * @param deadlineNanos until when it may show a ticket
   */
  PendingConnection(
      TcpSocket socket,
      InetSocketAddress peer,
      long acceptAtNanos,
      long acceptedNanos,
      long deadlineNanos) {
    this.socket = socket;
    this.peer = peer;
    this.acceptAtNanos = acceptAtNanos;
    this.acceptedNanos = acceptedNanos;
    this.deadlineNanos = deadlineNanos;
  }

  InetSocketAddress peer() {
    return peer;
  }

  Waiting waiting() {
    return new Waiting(socket, Interest.INPUT);
  }

  /** How long it still has for what it is doing. */
  long leftNanos(long nowNanos) {
    return deadlineNanos - nowNanos;
  }

  /** How many of its first bytes are known. */
  int known() {
    return head.position();
  }

  /** Its first bytes, as many as are {@link #known}. */
  byte[] head() {
    return Arrays.copyOf(head.array(), head.position());
  }

  /** Reads on until this many of its first bytes are known, and not a byte further. */
  Read readTo(int length) {
    while (head.position() < length) {
      head.limit(length);
      readAtNanos = System.nanoTime();
      CallResult result = socket.receive(head);
      readNanos = System.nanoTime();
      if (result.failedWith(Errno.EAGAIN)) {
        return Read.NOTHING_YET;
      }
      if (!result.ok() || result.value() == 0) {
        return Read.GONE;
      }
    }
    return Read.ALL;
  }

  /** What the script is given: the connection right behind its ticket. */
  AcceptedConnection admission() {
    return new AcceptedConnection(
        socket,
        socket.localAddress(),
        head.position(),
        acceptAtNanos,
        acceptedNanos,
        readAtNanos,
        readNanos);
  }

  /** Says these bytes, as far as they go at once. */
  void tell(ByteBuffer bytes) {
    socket.send(bytes, false);
  }

  /** Asks it to go: a FIN, after which what it still says is read until it has gone. */
  void showOut(long untilNanos) {
    deadlineNanos = untilNanos;
    socket.shutdownWrite();
  }

  /**
   * Reads what it says and forgets it.
   *
   * @param sink room to read into
   * @param most how many bytes are borne with altogether
   * @return whether it has gone, or is to be put up with no longer
   */
  boolean hasGone(ByteBuffer sink, long most) {
    for (long now = 0; now < DISCARDED_AT_ONCE; ) {
      CallResult result = socket.receive(sink.clear());
      if (result.failedWith(Errno.EAGAIN)) {
        return false;
      }
      if (!result.ok() || result.value() == 0) {
        return true;
      }
      now += result.value();
      discarded += result.value();
      if (discarded > most) {
        return true;
      }
    }
    return false;
  }

  void close() {
    socket.close();
  }
}

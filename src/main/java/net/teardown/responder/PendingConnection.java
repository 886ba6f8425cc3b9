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

  /** The result of reading. */
  enum Read {
    /** All bytes wanted are there. */
    ALL,
    NOTHING_YET,
    /** The client has closed or reset the connection. */
    GONE
  }

  /** How many bytes other than a ticket may precede it, the ticket included. */
  static final int HEAD_BYTES = 512;

  /**
   * Bounds one turn, so that a client that sends without end doesn't delay the other connections.
   */
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

  /** How long it has left for what it is doing, in nanoseconds. */
  long leftNanos(long nowNanos) {
    return deadlineNanos - nowNanos;
  }

  /** How many of its first bytes are read. */
  int known() {
    return head.position();
  }

  /** Its first bytes, as many as {@link #known} says. */
  byte[] head() {
    return Arrays.copyOf(head.array(), head.position());
  }

  /** Reads until this many of its first bytes are there, and not a byte more. */
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

  /** The connection as its script gets it, read up to the end of its ticket. */
  AcceptedConnection accepted() {
    return new AcceptedConnection(
        socket,
        socket.localAddress(),
        head.position(),
        acceptAtNanos,
        acceptedNanos,
        readAtNanos,
        readNanos);
  }

  /** Sends these bytes, as far as the kernel takes them at once. */
  void send(ByteBuffer bytes) {
    socket.send(bytes, false);
  }

  /** Sends a FIN; what the client sends after it is discarded until the client closes. */
  void beginClose(long untilNanos) {
    deadlineNanos = untilNanos;
    socket.shutdownWrite();
  }

  /**
   * Reads and discards what the client sends.
   *
   * @param sink room to read into
   * @param most how many bytes to discard altogether
   * @return whether the client has closed, or has sent more than that
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

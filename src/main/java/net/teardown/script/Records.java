package net.teardown.script;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import net.teardown.script.Connection.Received;
import net.teardown.tls.TlsStream;

/**
 * TLS on one end's connection: what is said goes out in records, and what is heard is read from
 * them. Reads take whole records, so the kernel's count of unread bytes knows no part of one.
 */
final class Records {

  /** How much had been sent when so many bytes of plaintext had. */
  private record Mark(long sent, long accepted) {}

  private final Connection connection;
  private final EndState state;
  private final TlsStream stream;

  /** Sent, and perhaps not acknowledged; the oldest first. */
  private final Deque<Mark> marks = new ArrayDeque<>();

  /** Bytes of plaintext in records that haven't been sent whole. */
  private long underway;

  /** Bytes of plaintext that were acknowledged when it was last asked. */
  private long acknowledged;

  Records(Connection connection, TlsStream stream) {
    this.connection = connection;
    this.state = connection.state();
    this.stream = stream;
    this.acknowledged = state.bytesAccepted();
  }

  TlsStream stream() {
    return stream;
  }

  /** Sends what is to be sent; false if something remains. */
  boolean flush() {
    while (stream.outgoing().hasRemaining()) {
      if (state.sendError() != null || connection.transmit(stream.outgoing()) <= 0) {
        return false;
      }
    }
    if (underway > 0) {
      state.accepted(underway);
      underway = 0;
      marks.add(new Mark(state.allBytesSent(), state.bytesAccepted()));
    }
    return true;
  }

  /** As {@link Connection#send(ByteBuffer)}; what it takes may remain to be flushed. */
  long say(ByteBuffer source) {
    int before = source.remaining();
    while (flush() && source.hasRemaining()) {
      int took = stream.write(source);
      if (took < 0) {
        flush();
        return -1;
      }
      if (took == 0) {
        break;
      }
      underway += took;
    }
    int took = before - source.remaining();
    return took == 0 && state.sendError() != null ? -1 : took;
  }

  /** Sends a close_notify, if it can be sent at once; false if it can't. */
  boolean sayNoMore() {
    stream.sayNoMore();
    return flush() && stream.failure() == null;
  }

  /**
   * As {@link Connection#receive}. What was received may end no record with plaintext: then there
   * are no more bytes than before.
   */
  Received read(long wanted) {
    return switch (stream.read()) {
      case PLAINTEXT -> {
        ByteBuffer plaintext = stream.plaintext();
        int count = (int) Math.min(wanted, plaintext.remaining());
        connection.show(plaintext.slice(plaintext.position(), count));
        plaintext.position(plaintext.position() + count);
        state.decrypted(count);
        yield Received.BYTES;
      }
      case INCOMPLETE -> {
        flush();
        yield received(connection.intake(stream.intake()));
      }
      case BLOCKED -> flush() ? Received.BYTES : Received.NOTHING_YET;
      case ENDED, FAILED -> {
        flush();
        yield received(connection.discard());
      }
    };
  }

  private static Received received(int bytes) {
    return bytes > 0 ? Received.BYTES : bytes == 0 ? Received.END : Received.NOTHING_YET;
  }

  /** Whether nothing more can be heard. */
  boolean over() {
    return stream.closeNotifyReceived() || stream.failure() != null;
  }

  /**
   * How many bytes of plaintext are acknowledged for sure.
   *
   * @param sent how many bytes of all that were sent are
   */
  long acknowledged(long sent) {
    while (!marks.isEmpty() && marks.getFirst().sent() <= sent) {
      acknowledged = marks.removeFirst().accepted();
    }
    return acknowledged;
  }
}

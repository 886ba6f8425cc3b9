package net.teardown.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToIntFunction;
import net.teardown.experiment.spec.OwnTls;
import net.teardown.script.Connection.Received;
import net.teardown.tls.TlsStream;
import org.jspecify.annotations.Nullable;

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

  /** How TLS is spoken where the other end is ours; null towards a server. */
  private final @Nullable OwnTls own;

  /** Sent, and perhaps not acknowledged; the oldest first. */
  private final Deque<Mark> marks = new ArrayDeque<>();

  /** Bytes of plaintext in records that haven't been sent whole. */
  private long underway;

  /** Bytes of plaintext that were acknowledged when it was last asked. */
  private long acknowledged;

  Records(Connection connection, TlsStream stream, @Nullable OwnTls own) {
    this.connection = connection;
    this.own = own;
    this.state = connection.state();
    this.stream = stream;
    this.acknowledged = state.bytesAccepted();
  }

  TlsStream stream() {
    return stream;
  }

  /** Sends what is to be sent; false if something remains. */
  boolean flush() {
    return flush(false);
  }

  private boolean flush(boolean more) {
    while (stream.outgoing().hasRemaining()) {
      if (state.sendError() != null || connection.transmit(stream.outgoing(), more) <= 0) {
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
    int end = source.limit();
    while (flush() && source.hasRemaining()) {
      source.limit(own == null ? end : Math.min(end, source.position() + OwnTls.RECORD_BYTES));
      int took = stream.write(source);
      source.limit(end);
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

  /** Bytes of plaintext that were taken, and of which the kernel hasn't accepted all. */
  long underway() {
    return underway;
  }

  /**
   * Sends a close_notify, if it can be sent at once.
   *
   * @param finFollows whether a FIN follows at once, which goes in the same segment then: between
   *     the two the other end could send a FIN of its own, and which came first would be left open
   * @return whether a FIN may follow. To a server none goes without a close_notify, which would
   *     look like an attack (RFC 8446 6.1); between ends of ours it is the experiment
   */
  boolean sayNoMore(boolean finFollows) {
    if (own != null && !own.notifies()) {
      return true;
    }
    stream.sayNoMore();
    return (flush(finFollows) && stream.failure() == null) || own != null;
  }

  /** How long so many bytes are on the wire, sent at once. The handshake must be done. */
  long onWire(int bytes) {
    int rest = bytes % OwnTls.RECORD_BYTES;
    return (long) (bytes / OwnTls.RECORD_BYTES) * stream.recordBytes(OwnTls.RECORD_BYTES)
        + (rest > 0 ? stream.recordBytes(rest) : 0);
  }

  /**
   * As {@link Connection#receive}. What was received may end no record with plaintext: then there
   * are no more bytes than before.
   */
  Received read(long wanted) {
    return read(wanted, connection::intake);
  }

  /** As {@link #read}, but blocks in {@code recv(2)} for {@code atMost}. */
  Received readBlocking(long wanted, Duration atMost) {
    return read(wanted, target -> connection.intakeBlocking(target, atMost));
  }

  private Received read(long wanted, ToIntFunction<ByteBuffer> intake) {
    boolean shookHands = stream.established();
    TlsStream.Reading reading = isDeaf() ? TlsStream.Reading.ENDED : stream.read();
    if (!shookHands && stream.established()) {
      // What comes next isn't the handshake's, so whether it is read isn't decided here.
      flush();
      return Received.BYTES;
    }
    return switch (reading) {
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
        yield received(intake.applyAsInt(own == null ? stream.intake() : stream.intakeOfRecord()));
      }
      case BLOCKED -> flush() ? Received.BYTES : Received.NOTHING_YET;
      case ENDED, FAILED -> {
        flush();
        yield received(intake.applyAsInt(connection.sink()));
      }
    };
  }

  /** Whether the engine reads no more, because it has said itself that it is done. */
  private boolean isDeaf() {
    return own != null && own.notifies() && !own.canHalfClose() && state.hasSentFin();
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

package net.teardown.script;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What an end sends from and receives into; owned by one thread and used again run after run. */
public final class Buffers {

  private static final int LARGEST = 256 * 1024;
  private static final int ALPHABET = 26;

  private final int capacity;
  private final ByteBuffer filler;
  private final ByteBuffer sink;
  private @Nullable ByteBuffer outgoing;

  /** As large as moves 16 MiB in few calls. */
  public Buffers() {
    this(LARGEST);
  }

  /**
   * @param capacity how much one call moves at most, in bytes
   */
  public Buffers(int capacity) {
    this.capacity = capacity;
    this.filler = ByteBuffer.allocateDirect(capacity + ALPHABET);
    this.sink = ByteBuffer.allocateDirect(capacity);
    for (int i = 0; i < capacity + ALPHABET; i++) {
      filler.put(i, (byte) ('a' + i % ALPHABET));
    }
  }

  /**
   * Bytes to send: at most {@code wanted} of them. What each one is follows from its place in the
   * stream alone.
   *
   * @param offset how many were sent before
   */
  ByteBuffer filler(long offset, long wanted) {
    int start = (int) (offset % ALPHABET);
    return filler.clear().position(start).limit(start + (int) Math.min(wanted, capacity));
  }

  /** Room to receive at most {@code wanted} bytes. */
  ByteBuffer sink(long wanted) {
    return sink.clear().limit((int) Math.min(wanted, capacity));
  }

  /**
   * Where what was last received differs from what is sent at that place of the stream, counted
   * from its own first byte; -1 if nowhere.
   *
   * @param offset how many bytes had been received before
   * @param count how many were received last
   */
  int mismatch(long offset, int count) {
    return sink.duplicate().clear().limit(count).mismatch(filler(offset, count));
  }

  /** What was last received: {@code count} bytes, good until the next ones are. */
  ByteBuffer received(int count) {
    return sink.duplicate().clear().limit(count);
  }

  /** Room for something else to send than filler. */
  ByteBuffer outgoing() {
    if (outgoing == null) {
      outgoing = ByteBuffer.allocateDirect(capacity);
    }
    return outgoing;
  }

  /** The first bytes of what was last received, at most {@code most} of {@code count}. */
  byte[] head(int count, int most) {
    byte[] head = new byte[Math.min(count, most)];
    sink.get(0, head);
    return head;
  }
}

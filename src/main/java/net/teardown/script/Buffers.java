package net.teardown.script;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The direct buffers that an end sends from and receives into. One thread owns them and reuses them
 * for every run.
 */
public final class Buffers {

  private static final int LARGEST = 256 * 1024;
  private static final int ALPHABET = 26;

  /** What all ends send, at every offset at which a send may begin. Never written again. */
  private static final ByteBuffer FILLER = filler();

  private final int capacity;
  private final ByteBuffer filler = FILLER.duplicate();
  private final ByteBuffer sink;
  private @Nullable ByteBuffer outgoing;

  /** Makes buffers large enough to move 16 MiB in few calls. */
  public Buffers() {
    this(LARGEST);
  }

  /**
   * @param capacity how many bytes one call moves at most, up to 256 KiB
   */
  public Buffers(int capacity) {
    this.capacity = Math.min(capacity, LARGEST);
    this.sink = ByteBuffer.allocateDirect(this.capacity);
  }

  private static ByteBuffer filler() {
    ByteBuffer filler = ByteBuffer.allocateDirect(LARGEST + ALPHABET);
    for (int i = 0; i < filler.capacity(); i++) {
      filler.put(i, (byte) ('a' + i % ALPHABET));
    }
    return filler;
  }

  /**
   * At most {@code wanted} bytes to send. The value of each follows from its offset in the stream
   * alone.
   *
   * @param offset how many bytes were sent before
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
   * The first offset in the stream at which the bytes last received differ from those that the
   * other end sends, counted from the first of the bytes last received; -1 if they are the same.
   *
   * @param offset how many bytes had been received before
   * @param count how many bytes were received last
   */
  int mismatch(long offset, int count) {
    return sink.duplicate().clear().limit(count).mismatch(filler(offset, count));
  }

  /** The {@code count} bytes received last; valid until the next receive. */
  ByteBuffer received(int count) {
    return sink.duplicate().clear().limit(count);
  }

  /** A buffer for bytes to send other than filler. */
  ByteBuffer outgoing() {
    if (outgoing == null) {
      outgoing = ByteBuffer.allocateDirect(capacity);
    }
    return outgoing;
  }

  /** The first bytes of the {@code count} received last, at most {@code most}. */
  byte[] head(int count, int most) {
    byte[] head = new byte[Math.min(count, most)];
    sink.get(0, head);
    return head;
  }
}

package net.teardown.peer;

import java.nio.ByteBuffer;

/** What an end sends from and receives into; owned by one thread and used again run after run. */
public final class Buffers {

  private static final int CAPACITY = 256 * 1024;

  private final ByteBuffer filler = ByteBuffer.allocateDirect(CAPACITY);
  private final ByteBuffer sink = ByteBuffer.allocateDirect(CAPACITY);

  public Buffers() {
    for (int i = 0; i < CAPACITY; i++) {
      filler.put(i, (byte) ('a' + i % 26));
    }
  }

  /** Bytes to send: at most {@code wanted} of them. */
  ByteBuffer filler(long wanted) {
    return filler.clear().limit((int) Math.min(wanted, CAPACITY));
  }

  /** Room to receive at most {@code wanted} bytes. */
  ByteBuffer sink(long wanted) {
    return sink.clear().limit((int) Math.min(wanted, CAPACITY));
  }
}

package net.teardown.script;

import org.jspecify.annotations.Nullable;

/**
 * Where the bytes received differ from those that the other end sends; only something in the
 * network can have changed them.
 */
final class Alteration {

  private static final int LONGEST_HEAD = 256;
  private static final byte[] NOTHING = {};

  private boolean comparing;
  private @Nullable Long at;
  private byte[] unexpected = NOTHING;

  /** From now on, compares. */
  void compares() {
    comparing = true;
  }

  /**
   * Compares what was received last.
   *
   * @param offset how many bytes had been received before
   * @param count how many bytes were received last
   * @param from the buffers that they were received into
   */
  void check(long offset, int count, Buffers from) {
    if (!comparing || at != null) {
      return;
    }
    int mismatch = from.mismatch(offset, count);
    if (mismatch >= 0) {
      at = offset + mismatch;
      unexpected = offset == 0 ? from.head(count, LONGEST_HEAD) : unexpected;
    }
  }

  /** The offset of the first byte that differs; null if none does. */
  @Nullable Long at() {
    return at;
  }

  /** The first bytes received, at most 256, if they differ; else empty. */
  byte[] unexpected() {
    return unexpected;
  }
}

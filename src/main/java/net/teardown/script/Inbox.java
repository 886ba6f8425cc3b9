package net.teardown.script;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Bytes that have been received and that no turn has heard yet. Of more than 64 KiB, which can come
 * while this end speaks, the first are forgotten.
 */
final class Inbox {

  private static final int MOST = 65_536;
  private static final int LEAST = 1024;

  private byte[] bytes = new byte[LEAST];
  private int from;
  private int to;
  private long forgotten;
  private long received;

  /** Takes in what was received. */
  void take(ByteBuffer more) {
    received += more.remaining();
    int surplus = more.remaining() - MOST;
    if (surplus > 0) {
      more.position(more.position() + surplus);
      forgotten += surplus;
    }
    int overflow = length() + more.remaining() - MOST;
    if (overflow > 0) {
      from += overflow;
      forgotten += overflow;
    }
    makeRoom(more.remaining());
    int count = more.remaining();
    more.get(bytes, to, count);
    to += count;
  }

  /** Takes in what is received before this reader does. */
  Consumer<ByteBuffer> before(ReplyReader reader) {
    return more -> {
      take(more.duplicate());
      reader.take(more);
    };
  }

  /** How many bytes of the stream stand in front of these. */
  long position() {
    return received - length();
  }

  private void makeRoom(int wanted) {
    if (bytes.length - to >= wanted) {
      return;
    }
    int length = length();
    byte[] into =
        bytes.length - length >= wanted
            ? bytes
            : new byte[Math.min(MOST, Math.max(2 * bytes.length, length + wanted))];
    System.arraycopy(bytes, from, into, 0, length);
    bytes = into;
    from = 0;
    to = length;
  }

  /** How many bytes there are. */
  int length() {
    return to - from;
  }

  /** How many more there may be before the first are forgotten. */
  int room() {
    return MOST - length();
  }

  /** How many more bytes had come in front of these and were forgotten; asking resets it. */
  long forgotten() {
    long had = forgotten;
    forgotten = 0;
    return had;
  }

  /** The first offset of this byte from an offset on; -1 if there is none. */
  int indexOf(byte wanted, int start) {
    for (int i = from + start; i < to; i++) {
      if (bytes[i] == wanted) {
        return i - from;
      }
    }
    return -1;
  }

  /** The offset behind the first occurrence of these bytes; -1 if there is none. */
  int behind(byte[] wanted) {
    int last = length() - wanted.length;
    for (int at = 0; at <= last; at++) {
      int start = from + at;
      if (bytes[start] == wanted[0]
          && Arrays.equals(bytes, start, start + wanted.length, wanted, 0, wanted.length)) {
        return at + wanted.length;
      }
    }
    return -1;
  }

  /** The last byte in front of an offset. */
  byte before(int offset) {
    return bytes[from + offset - 1];
  }

  /** A copy of the first of them. */
  byte[] copy(int count) {
    return Arrays.copyOfRange(bytes, from, from + count);
  }

  /** Removes the first bytes, and copies as many of them as fit. */
  void remove(int count, ByteBuffer copy) {
    copy.put(bytes, from, Math.min(count, copy.remaining()));
    from += count;
    if (from == to) {
      from = 0;
      to = 0;
    }
  }
}

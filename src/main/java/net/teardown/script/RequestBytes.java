package net.teardown.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import net.teardown.experiment.spec.Request;

/**
 * The bytes that an initiator sends to a server, without holding all of them in memory: a head, one
 * block repeated, and a tail.
 */
public final class RequestBytes {

  private static final int BLOCK_BYTES = 8192;
  private static final byte[] NOTHING = {};
  private static final int ALPHABET = 26;

  private final byte[] head;
  private final byte[] block;
  private final int times;
  private final byte[] tail;
  private final boolean waitsBehindHead;

  /** How often all of it is sent. */
  private final int repeated;

  private RequestBytes(byte[] head, byte[] block, int times, byte[] tail, boolean waitsBehindHead) {
    this(head, block, times, tail, waitsBehindHead, 1);
  }

  private RequestBytes(
      byte[] head, byte[] block, int times, byte[] tail, boolean waitsBehindHead, int repeated) {
    this.head = head;
    this.block = block;
    this.times = times;
    this.tail = tail;
    this.waitsBehindHead = waitsBehindHead;
    this.repeated = repeated;
  }

  /** All of it this many times over; only the first of them waits for the server's answer. */
  RequestBytes times(int repetitions) {
    return new RequestBytes(head, block, times, tail, waitsBehindHead, repetitions);
  }

  /** The bytes of a request. */
  public static RequestBytes of(Request request) {
    return switch (request) {
      case Request.Filler(int bytes) -> withFiller(NOTHING, bytes, false);
      case Request.Text(String text) -> withFiller(text.getBytes(UTF_8), 0, false);
      case Request.Bytes bytes -> withFiller(bytes.decoded(), 0, false);
      case Request.Withheld _ ->
          throw new IllegalStateException("a secret that wasn't kept can't be said");
      case Request.Conversation _ ->
          throw new IllegalStateException("a conversation is said turn by turn");
      case Request.Http http -> {
        byte[] head = head(http).getBytes(US_ASCII);
        yield http.chunked()
            ? inChunks(head, http.bodyBytes(), http.expectContinue())
            : withFiller(head, http.bodyBytes(), http.expectContinue());
      }
    };
  }

  /** These bytes. */
  static RequestBytes of(byte[] bytes) {
    return withFiller(bytes, 0, false);
  }

  private static RequestBytes withFiller(byte[] head, int bytes, boolean waits) {
    int times = bytes / BLOCK_BYTES;
    byte[] block = times == 0 ? NOTHING : filler(BLOCK_BYTES);
    return new RequestBytes(head, block, times, filler(bytes % BLOCK_BYTES), waits);
  }

  /** The body in chunks (RFC 9112 7.1). */
  private static RequestBytes inChunks(byte[] head, int bytes, boolean waits) {
    int rest = bytes % BLOCK_BYTES;
    byte[] last = "0\r\n\r\n".getBytes(US_ASCII);
    byte[] tail = rest == 0 ? last : joined(chunk(rest), last);
    return new RequestBytes(head, chunk(BLOCK_BYTES), bytes / BLOCK_BYTES, tail, waits);
  }

  private static byte[] chunk(int bytes) {
    byte[] size = (Integer.toHexString(bytes) + "\r\n").getBytes(US_ASCII);
    return joined(size, filler(bytes), "\r\n".getBytes(US_ASCII));
  }

  private static byte[] filler(int bytes) {
    byte[] filler = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      filler[i] = (byte) ('a' + i % ALPHABET);
    }
    return filler;
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }

  private static String head(Request.Http request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    line(head, "Host", request.host());
    request.headers().forEach((name, value) -> line(head, name, value));
    if (request.chunked()) {
      line(head, "Transfer-Encoding", "chunked");
    } else if (request.bodyBytes() > 0 || anticipatesContent(request.method())) {
      line(head, "Content-Length", String.valueOf(request.bodyBytes()));
    }
    if (request.expectContinue()) {
      line(head, "Expect", "100-continue");
    }
    return head.append("\r\n").toString();
  }

  /**
   * Whether a request with this method sends Content-Length even without content (RFC 9110 8.6).
   */
  private static boolean anticipatesContent(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /** The number of bytes in all. */
  public long length() {
    return once() * repeated;
  }

  private long once() {
    return head.length + (long) block.length * times + tail.length;
  }

  /**
   * The offset at which to wait for the server's answer before sending on (Expect: 100-continue);
   * the length where nothing is waited for.
   */
  long waitsAt() {
    return waitsBehindHead ? head.length : length();
  }

  /** Fills a buffer with the bytes from {@code offset} on. */
  void copy(long offset, ByteBuffer into) {
    long sent = offset;
    while (into.hasRemaining() && sent < length()) {
      long at = sent % once();
      long blocksEnd = head.length + (long) block.length * times;
      byte[] from = at < head.length ? head : at < blocksEnd ? block : tail;
      int start =
          at < head.length
              ? (int) at
              : at < blocksEnd ? (int) ((at - head.length) % block.length) : (int) (at - blocksEnd);
      int count = Math.min(from.length - start, into.remaining());
      into.put(from, start, count);
      sent += count;
    }
  }
}

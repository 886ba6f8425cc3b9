package net.teardown.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;

/**
 * A connection to a {@link HostileControl}, and what can be done with it. Its channel is closed
 * when its time is up, whatever it is doing then, and at most {@value #MOST_BYTES} bytes are
 * written to it.
 */
final class HostileLine {

  /** The calls of the control channel. */
  enum Call {
    /** {@code POST /sessions}, and any request that is none of the others. */
    ARM,
    /** {@code GET /sessions/{id}}. */
    REPORT,
    /** {@code POST /sessions/{id}/closed}. */
    CLOSED,
    /** {@code DELETE /sessions/{id}}. */
    DISARM
  }

  private static final long MOST_BYTES = 16L << 30;
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final Duration BETWEEN_DRIBBLES = Duration.ofMillis(150);

  private final SocketChannel channel;
  private final ByteBuffer received = ByteBuffer.allocate(16 * 1024).flip();
  private long written;

  HostileLine(SocketChannel channel) {
    this.channel = channel;
  }

  /** Reads one whole request and returns which call it is. */
  Call request() throws IOException {
    String line = line();
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring("content-length:".length()).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    if (chunked) {
      for (long size = size(); size > 0; size = size()) {
        skip(size);
        line();
      }
      line();
    } else {
      skip(length);
    }
    if (line.startsWith("DELETE ")) {
      return Call.DISARM;
    }
    return line.contains("/closed ")
        ? Call.CLOSED
        : line.startsWith("GET /api/v1/sessions/") ? Call.REPORT : Call.ARM;
  }

  private long size() throws IOException {
    return Long.parseLong(line().strip(), 16);
  }

  /** Reads the request line alone, and whatever came with it. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (next != '\r') {
        line.append((char) next);
      }
      if (line.length() > LONGEST_HEAD) {
        throw new IOException("that is no request");
      }
    }
    return line.toString();
  }

  /** Reads this many bytes. */
  void skip(long bytes) throws IOException {
    for (long i = 0; i < bytes; i++) {
      read();
    }
  }

  private int read() throws IOException {
    if (!received.hasRemaining()) {
      received.clear();
      int read = channel.read(received);
      received.flip();
      if (read < 0) {
        throw new EOFException();
      }
    }
    return received.get() & 0xff;
  }

  /** Sends this text, one byte per character. */
  void say(String text) throws IOException {
    say(text.getBytes(ISO_8859_1));
  }

  void say(byte[] bytes) throws IOException {
    written += bytes.length;
    if (written > MOST_BYTES) {
      throw new IOException("enough was said");
    }
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  /** Sends this text again and again, as fast as it can. */
  void sayForEver(String piece) throws IOException {
    byte[] bytes = piece.repeat(Math.max(1, (1 << 16) / piece.length())).getBytes(ISO_8859_1);
    while (true) {
      say(bytes);
    }
  }

  /** Sends this text character by character, with pauses. */
  void dribble(String text) throws Exception {
    dribble(text, 1);
  }

  /** Sends this text again and again, in pieces with pauses. */
  void dribbleForEver(String piece) throws Exception {
    while (true) {
      dribble(piece, piece.length());
    }
  }

  private void dribble(String text, int pieces) throws Exception {
    for (int i = 0; i < text.length(); i += pieces) {
      say(text.substring(i, Math.min(text.length(), i + pieces)));
      Thread.sleep(BETWEEN_DRIBBLES);
    }
  }

  /** Sends nothing, until the other end closes or the time is up. */
  void silence() throws IOException {
    skip(Long.MAX_VALUE);
  }

  /** Neither reads nor sends until the time is up. */
  void standStill() throws InterruptedException {
    while (channel.isOpen()) {
      Thread.sleep(BETWEEN_DRIBBLES);
    }
  }

  /** Resets the connection. */
  void abort() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Ends the connection with a FIN, after reading everything received. */
  void end() throws IOException {
    Nasty.lingeringClose(channel);
    channel.close();
  }

  /** Whether this side has closed it. */
  boolean over() {
    return !channel.isOpen();
  }

  /** Sends a response with a body, as an instance would. */
  void answer(int status, String json) throws IOException {
    answer(status, "application/json", json);
  }

  void answer(int status, String type, String body) throws IOException {
    say(
        "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, type, body.length(), body));
  }

  /** Sends the head of a response with a chunked body. */
  void beginChunks(int status, String type) throws IOException {
    say(
        "HTTP/1.1 %d X\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(status, type));
  }

  /** Sends the head of a response with a body of this length. */
  void beginBody(int status, String type, long length) throws IOException {
    say(
        "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, type, length));
  }
}

package net.teardown.servers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Servers that misbehave on a connection, or do one plain thing that some servers do.
 *
 * <p>Their channels are in blocking mode and registered with no selector, so that {@code close} is
 * close(2) alone: a {@link java.net.Socket} would half-close first.
 */
public enum Nasty {
  NEVER_READS {
    @Override
    void serve(SocketChannel channel) throws Exception {
      Thread.sleep(FOR_EVER);
    }
  },
  NEVER_ANSWERS {
    @Override
    void serve(SocketChannel channel) throws Exception {
      drain(channel);
      Thread.sleep(FOR_EVER);
    }
  },
  ANSWERS_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      while (true) {
        write(channel, FILLER);
      }
    }
  },
  SENDS_A_GIB {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nContent-Length: " + (1 << 30) + "\r\n\r\n");
      for (int sent = 0; sent < 1 << 30; sent += FILLER.length()) {
        write(channel, FILLER);
      }
      lingeringClose(channel);
    }
  },
  SENDS_A_BYTE_A_SECOND {
    @Override
    void serve(SocketChannel channel) throws Exception {
      awaitRequest(channel);
      for (char next : "HTTP/1.1 200 OK\r\n\r\n".toCharArray()) {
        write(channel, String.valueOf(next));
        Thread.sleep(1000);
      }
    }
  },
  SENDS_HEADERS_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\n");
      while (true) {
        write(channel, "X: " + FILLER.substring(0, 4000) + "\r\n");
      }
    }
  },
  SENDS_INTERIM_ANSWERS_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      while (true) {
        write(channel, "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000));
      }
    }
  },
  SPEAKS_FIRST {
    @Override
    void serve(SocketChannel channel) throws IOException {
      write(channel, BANNER);
      awaitRequest(channel);
      write(channel, "221 bye\r\n");
      lingeringClose(channel);
    }
  },
  CLOSES_AT_ACCEPT {
    @Override
    void serve(SocketChannel channel) {}
  },
  RESETS_AT_ACCEPT {
    @Override
    void serve(SocketChannel channel) throws IOException {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  },
  CLOSES_LINGERING {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, REFUSAL);
      lingeringClose(channel);
    }
  },
  HALF_CLOSES_THEN_CLOSES {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, REFUSAL);
      channel.shutdownOutput();
    }
  },
  CLOSES_UNREAD {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, REFUSAL);
    }
  },
  ABORTS_AFTER_ITS_ANSWER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, REFUSAL);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  },
  PROMISES_MORE_THAN_IT_SENDS {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nten bytes\n");
      lingeringClose(channel);
    }
  },
  SENDS_MORE_THAN_IT_PROMISES {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nten bytes\n");
      lingeringClose(channel);
    }
  },
  ENDS_IN_A_CHUNK {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nten bytes\n");
      lingeringClose(channel);
    }
  },
  SENDS_AN_ENORMOUS_CHUNK_SIZE {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(
          channel,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nten bytes\n");
      lingeringClose(channel);
    }
  },
  SENDS_GARBAGE {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "\0\u0001\u001b[2J\u00ff\u00fe<script>alert(1)</script>\r\n\r\n\0");
      lingeringClose(channel);
    }
  },
  SPEAKS_TLS {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      // A fatal TLS alert, protocol_version.
      write(channel, "\u0015\u0003\u0001\0\u0002\u0002F");
      lingeringClose(channel);
    }
  },
  NEVER_ACCEPTS {
    @Override
    void serve(SocketChannel channel) {
      throw new AssertionError("nobody is accepted");
    }

    @Override
    public Listening start() throws IOException {
      return Listening.neverAccepting();
    }
  },
  RESETS_WITHIN_ITS_ANSWER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + FILLER);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  },
  RESETS_AFTER_ITS_FIN {
    @Override
    void serve(SocketChannel channel) throws Exception {
      awaitRequest(channel);
      write(channel, REFUSAL);
      channel.shutdownOutput();
      Thread.sleep(50);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  },
  HALF_CLOSES_AND_STAYS {
    @Override
    void serve(SocketChannel channel) throws Exception {
      channel.shutdownOutput();
      Thread.sleep(FOR_EVER);
    }
  },
  READS_A_BYTE_A_SECOND {
    @Override
    void serve(SocketChannel channel) throws Exception {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
      while (channel.read(ByteBuffer.allocate(1)) >= 0) {
        Thread.sleep(1000);
      }
    }
  },
  SPEAKS_FIRST_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      while (true) {
        write(channel, BANNER.repeat(1000));
      }
    }
  },
  SENDS_CHUNKS_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, CHUNKED);
      while (true) {
        write(channel, "1\r\na\r\n".repeat(1000));
      }
    }
  },
  SENDS_A_CHUNK_EXTENSION_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, CHUNKED + "1;x=");
      while (true) {
        write(channel, FILLER);
      }
    }
  },
  SENDS_TRAILERS_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, CHUNKED + "0\r\n");
      while (true) {
        write(channel, "X: y\r\n".repeat(1000));
      }
    }
  },
  SENDS_BLANK_LINES_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      while (true) {
        write(channel, "\r\n".repeat(1000));
      }
    }
  },
  SENDS_ONE_HEADER_FOR_EVER {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nX: ");
      while (true) {
        write(channel, FILLER);
      }
    }
  },
  SENDS_NULS {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "\0".repeat(1 << 20));
      lingeringClose(channel);
    }
  },
  SENDS_A_GZIP_BOMB {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(packed)) {
        for (int i = 0; i < 256; i++) {
          out.write(new byte[1 << 20]);
        }
      }
      write(
          channel,
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(packed.size(), packed.toString(StandardCharsets.ISO_8859_1)));
      lingeringClose(channel);
    }
  },
  PROMISES_LESS_THAN_NOTHING {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nten bytes\n");
      lingeringClose(channel);
    }
  },
  PROMISES_TWO_LENGTHS {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(
          channel, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 10\r\n\r\nten bytes\n");
      lingeringClose(channel);
    }
  },
  PROMISES_A_LENGTH_AND_CHUNKS {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(
          channel,
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\n\r\n");
      lingeringClose(channel);
    }
  },
  ANSWERS_WITH_A_STATUS_THAT_IS_NONE {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 99999999999 ?\r\nContent-Length: 0\r\n\r\n");
      lingeringClose(channel);
    }
  },
  SWITCHES_PROTOCOLS {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + FILLER);
      lingeringClose(channel);
    }
  },
  ANSWERS_URGENTLY {
    @Override
    void serve(SocketChannel channel) throws IOException {
      awaitRequest(channel);
      write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
      channel.socket().sendUrgentData('b');
      lingeringClose(channel);
    }
  };

  /** The bytes that {@link #SPEAKS_FIRST} sends first. */
  public static final String BANNER = "220 at your service\r\n";

  /** The response of those that refuse. */
  public static final String REFUSAL =
      "HTTP/1.1 413 Content Too Large\r\n"
          + "Content-Length: 10\r\n"
          + "Connection: close\r\n\r\n"
          + "too large\n";

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final long FOR_EVER = TimeUnit.MINUTES.toMillis(10);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final String FILLER = "a".repeat(1 << 16);

  /** Serves one connection. The channel is closed afterwards in any case. */
  abstract void serve(SocketChannel channel) throws Exception;

  /** Starts it on 127.0.0.1. */
  public Listening start() throws IOException {
    return Listening.start(this::serve);
  }

  /** Reads one byte, so that there is a request; the rest of it stays unread. */
  public static void awaitRequest(SocketChannel channel) throws IOException {
    channel.read(ByteBuffer.allocate(1));
  }

  /** Reads one line, without its end. */
  public static String line(SocketChannel channel) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (channel.read(one) == 1) {
      char read = (char) one.flip().get();
      one.clear();
      if (read == '\n') {
        break;
      }
      line.append(read);
    }
    return line.toString().strip();
  }

  /** Sends text, one byte per character. */
  public static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void drain(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    while (channel.read(bytes.clear()) >= 0) {}
  }

  /** Half-closes and reads until the other end closes, for two seconds at most. */
  public static void lingeringClose(SocketChannel channel) throws IOException {
    channel.shutdownOutput();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    long deadline = System.nanoTime() + LINGER_NANOS;
    while (channel.read(bytes.clear()) >= 0 && System.nanoTime() - deadline < 0) {}
  }
}

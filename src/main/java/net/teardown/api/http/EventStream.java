package net.teardown.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Writes server-sent events (WHATWG HTML section 9.2) to one caller, on the thread of its request.
 *
 * <p>The stream is written without {@code SseEmitter} because of slow readers. A caller who doesn't
 * read blocks only the thread of its own request, and no events queue up. An {@code SseEmitter} is
 * written to by another thread, which would be needed in addition and would wait for the same
 * reader.
 */
public final class EventStream {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final OutputStream out;
  private long lastSentAt;

  private EventStream(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins the answer. The caller is asked to reconnect two seconds after the stream has ended.
   *
   * @throws IOException if the caller has disconnected
   */
  public static EventStream begin(HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Keeps nginx from buffering the stream.
    response.setHeader("X-Accel-Buffering", "no");
    EventStream stream = new EventStream(response.getOutputStream());
    stream.write("retry: 2000\n\n");
    return stream;
  }

  /**
   * Sends one event.
   *
   * @param id what the caller sends as {@code Last-Event-ID} when it reconnects; null for none
   * @param data one line
   * @throws IOException if the caller has disconnected
   */
  public void send(@Nullable String id, String event, String data) throws IOException {
    write("%sevent: %s\ndata: %s\n\n".formatted(id == null ? "" : "id: " + id + "\n", event, data));
  }

  /**
   * Sends a comment if nothing was sent for 15 s, so that nothing in between takes the connection
   * for dead, and a caller who has gone is noticed.
   *
   * @throws IOException if the caller has disconnected
   */
  public void beat() throws IOException {
    if (System.nanoTime() - lastSentAt > HEARTBEAT.toNanos()) {
      write(": still there\n\n");
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    lastSentAt = System.nanoTime();
  }
}

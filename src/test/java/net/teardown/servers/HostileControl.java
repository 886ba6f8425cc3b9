package net.teardown.servers;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Another instance's control port on real TCP that answers one call in a hostile way and the others
 * properly. Beside it is a data port that takes any ticket. Every connection ends by itself after a
 * while, and their number is bounded.
 */
public final class HostileControl implements AutoCloseable {

  /** How long a connection is kept by default. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final int MOST_CONNECTIONS = 512;
  private static final int TICKET_BYTES = 16;

  private final HostileAnswer kind;
  private final Duration longest;
  private final ScheduledExecutorService clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("hostile-clock").factory());
  private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger mostBusy = new AtomicInteger();
  private final Listening control;
  private final Listening data;

  private HostileControl(HostileAnswer kind, Duration longest) throws IOException {
    this.kind = kind;
    this.longest = longest;
    this.data = Listening.start(channel -> bounded(channel, this::serveData));
    this.control = Listening.start(channel -> bounded(channel, this::serveControl));
  }

  /** Starts one. */
  public static HostileControl start(HostileAnswer kind) throws IOException {
    return start(kind, LONGEST);
  }

  /**
   * Starts one.
   *
   * @param longest how long it keeps a connection at most
   */
  public static HostileControl start(HostileAnswer kind, Duration longest) throws IOException {
    return new HostileControl(kind, longest);
  }

  /** The URL of its control port, {@code http://127.0.0.1:41234}. */
  public String url() {
    return "http://127.0.0.1:" + control.port();
  }

  /** The control port. */
  public int port() {
    return control.port();
  }

  /** The data port, which takes test connections. */
  public int dataPort() {
    return data.port();
  }

  /** How many connections the control port has accepted. */
  public int accepted() {
    return control.accepted();
  }

  /** How many connections are at the hostile answer now. */
  public int busy() {
    return busy.get();
  }

  /** The most connections that were at the hostile answer at once. */
  public int mostBusy() {
    return mostBusy.get();
  }

  /**
   * Fields of a spec, with single quotes and without braces, whose run makes the call that is
   * answered so.
   */
  public String spec() {
    return "'bytesSent':5,%s,'targetHost':'127.0.0.1','targetPort':%d,'responderUrl':'%s'"
        .formatted(
            kind.call() == HostileLine.Call.CLOSED
                ? "'replyBytes':5,'closer':'INITIATOR'"
                : "'bytesRead':1",
            dataPort(),
            url());
  }

  /** A proper answer to arming but for one field, given as JSON; null omits it. */
  static String session(String field, String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("protocol", "1");
    fields.put("id", "\"019a9f7e-0000-7000-8000-000000000001\"");
    fields.put("instance", "\"019a9f7e-0000-7000-8000-000000000002\"");
    fields.put("vantage", "\"hostile\"");
    fields.put("version", "\"1\"");
    fields.put("ticket", "\"54440000000000000000000000000001\"");
    fields.put("dataPort", "8007");
    fields.put("receivedMicros", "0");
    fields.put("answeredMicros", "10");
    fields.put(field, json);
    return object(fields);
  }

  /** A proper report but for one field; {@code end.} precedes the name of a field of the end. */
  static String report(String field, String json) {
    Map<String, String> end = new LinkedHashMap<>();
    end.put("address", "\"127.0.0.1:8007\"");
    end.put("bytesRead", "1");
    end.put("bytesAccepted", "0");
    end.put("unreadAtClose", "4");
    end.put("stateAtClose", "\"ESTABLISHED\"");
    end.put(
        "steps", "[" + step("recv", "\"bytes\":1,\"result\":1") + "," + step("close", "") + "]");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("protocol", "1");
    fields.put("id", "\"019a9f7e-0000-7000-8000-000000000001\"");
    fields.put("instance", "\"019a9f7e-0000-7000-8000-000000000002\"");
    fields.put("state", "\"FINISHED\"");
    fields.put("initiatorAddress", "\"127.0.0.1:40000\"");
    fields.put("stack", "\"posix\"");
    fields.put("evidenceLevel", "\"KERNEL\"");
    fields.put("settledMicros", "0");
    fields.put("receivedMicros", "20");
    fields.put("answeredMicros", "60");
    if (field.startsWith("end.")) {
      end.put(field.substring("end.".length()), json);
    } else {
      fields.put(field, json);
    }
    fields.putIfAbsent("end", object(end));
    return object(fields);
  }

  /** A step of a report, with these additional fields. */
  static String step(String call, String more) {
    return "{\"atMicros\":30,\"untilMicros\":40,\"call\":\"%s\",\"times\":1%s}"
        .formatted(call, more.isEmpty() ? "" : "," + more);
  }

  private static String object(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private void bounded(SocketChannel channel, Listening.Serving serving) throws Exception {
    if (!connections.tryAcquire()) {
      return;
    }
    ScheduledFuture<?> end =
        clock.schedule(() -> close(channel), longest.toMillis(), TimeUnit.MILLISECONDS);
    try {
      serving.serve(channel);
    } finally {
      end.cancel(false);
      connections.release();
    }
  }

  private void serveControl(SocketChannel channel) throws Exception {
    HostileLine line = new HostileLine(channel);
    if (kind.atAccept()) {
      give(line);
      return;
    }
    while (!line.over()) {
      HostileLine.Call call = line.request();
      if (call == kind.call()) {
        give(line);
        continue;
      }
      switch (call) {
        case ARM -> line.answer(201, session("dataPort", String.valueOf(dataPort())));
        case REPORT ->
            line.answer(
                200,
                kind.call() == HostileLine.Call.DISARM
                    ? report("state", "\"EXPIRED\"")
                    : report("protocol", "1"));
        case CLOSED, DISARM -> line.say("HTTP/1.1 204 X\r\n\r\n");
      }
    }
  }

  private void give(HostileLine line) throws Exception {
    mostBusy.accumulateAndGet(busy.incrementAndGet(), Math::max);
    try {
      kind.give(line);
    } finally {
      busy.decrementAndGet();
    }
  }

  /** Reads the ticket, then acts as the responder of {@link #spec}. */
  private void serveData(SocketChannel channel) throws Exception {
    HostileLine line = new HostileLine(channel);
    if (kind.call() != HostileLine.Call.CLOSED) {
      line.skip(TICKET_BYTES + 1);
      return;
    }
    line.skip(TICKET_BYTES + 5);
    line.say("reply");
    line.skip(Long.MAX_VALUE);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is closed already.
    }
  }

  @Override
  public void close() throws IOException {
    control.close();
    data.close();
    clock.shutdownNow();
  }
}

package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests thousands of callers who hold connections and send almost nothing. */
@Timeout(300)
class DribblingIT {

  private static final int DRIBBLING = 1100;
  private static final int IDLE = 2000;

  private static final boolean SOAK = Boolean.getBoolean("soak");

  /** How often each path is asked for while they hold on. */
  private static final int TIMES = SOAK ? 10 : 4;

  /** How long the service lets a request take to arrive; 10 s is the default. */
  private static final Duration CUT_AFTER = Duration.ofSeconds(SOAK ? 10 : 2);

  private static final String RUN = "{\"bytesSent\": 5, \"bytesRead\": 1}";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void healthAndMetricsAreAnsweredWhileTheyHoldOnAndAllIsReleasedAfterwards(boolean virtualThreads)
      throws Exception {
    Needs.linux();
    try (ServiceProcess service = started(virtualThreads)) {
      // The response time without them, whatever else this machine does.
      Duration alone = responseTimes(service, 2).getLast();
      int descriptors = count(service, "fd");
      int threads = count(service, "task");
      try (Callers callers = new Callers(service.firstCall().getPort())) {
        // Each connection is cut in time, which on a busy machine may be before the last
        // measurement.
        await().atMost(Duration.ofSeconds(60)).until(() -> callers.open() > 0);
        List<Duration> pressed = responseTimes(service, TIMES);

        // All were answered; a single one may have met a full queue or a busy machine.
        assertThat(pressed.get(pressed.size() / 2))
            .isLessThan(alone.multipliedBy(10).plus(Duration.ofSeconds(1)));
      }
      // By default, Tomcat ends threads that were idle for a minute.
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> {
            assertThat(count(service, "fd")).isLessThan(descriptors + 50);
            assertThat(count(service, "task")).isLessThan(threads + 250);
          });
      assertThat(service.post("/api/v1/experiments?store=false", RUN).statusCode()).isEqualTo(200);
    }
  }

  /** With {@code -Psoak} as users run it, with whose defaults the same takes minutes. */
  private ServiceProcess started(boolean virtualThreads) throws Exception {
    String threads = "--spring.threads.virtual.enabled=" + virtualThreads;
    return SOAK
        ? ServiceProcess.start(List.of(), directory, threads)
        : ServiceProcess.startWithTests(
            List.of(),
            directory,
            threads,
            "--teardown.api.receive-timeout=" + CUT_AFTER,
            "--spring.main.sources=" + IdleThreadsEndSoon.class.getName());
  }

  /** The response times, the shortest first. */
  private static List<Duration> responseTimes(ServiceProcess service, int times) throws Exception {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (String path :
          List.of("/livez", "/readyz", "/-/healthy", "/-/ready", "/metrics", "/actuator/health")) {
        long begun = System.nanoTime();
        assertThat(service.get(path).statusCode()).as(path).isEqualTo(200);
        took.add(Duration.ofNanos(System.nanoTime() - begun));
      }
      Thread.sleep(CUT_AFTER.dividedBy(20));
    }
    took.sort(null);
    return took;
  }

  private static int count(ServiceProcess service, String what) throws IOException {
    try (Stream<Path> all =
        Files.list(Path.of("/proc/%d/%s".formatted(service.process().pid(), what)))) {
      return (int) all.count();
    }
  }

  /** All callers, served by one thread; each reconnects when its connection is closed. */
  private static final class Callers implements AutoCloseable {

    private static final byte[] HEAD =
        ("POST /api/v1/experiments HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private static final Duration BETWEEN_BYTES = CUT_AFTER.dividedBy(5);

    private final InetSocketAddress service;
    private final List<@Nullable SocketChannel> dribbling = new ArrayList<>();
    private final List<@Nullable SocketChannel> idle = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().unstarted(this::dribble);

    Callers(int port) throws IOException {
      service = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      for (int i = 0; i < IDLE; i++) {
        idle.add(connecting());
      }
      for (int i = 0; i < DRIBBLING; i++) {
        dribbling.add(connecting());
      }
      thread.start();
    }

    /** How many of the slow callers are connected. */
    synchronized long open() {
      return dribbling.stream().filter(each -> each != null && each.isConnected()).count();
    }

    /**
     * Starts a connection without waiting, because a service whose queue is full answers no SYN.
     */
    private @Nullable SocketChannel connecting() throws IOException {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.configureBlocking(false);
        channel.connect(service);
        return channel;
      } catch (IOException _) {
        channel.close();
        return null;
      }
    }

    private void dribble() {
      try {
        while (true) {
          Thread.sleep(BETWEEN_BYTES);
          for (int i = 0; i < DRIBBLING; i++) {
            SocketChannel channel = dribbling.get(i);
            if (channel == null || !goesOn(channel)) {
              if (channel != null) {
                channel.close();
              }
              SocketChannel again = connecting();
              synchronized (this) {
                dribbling.set(i, again);
              }
            }
          }
        }
      } catch (InterruptedException | IOException _) {
        // The test is over.
      }
    }

    private static boolean goesOn(SocketChannel channel) {
      try {
        if (channel.isConnectionPending()) {
          if (channel.finishConnect()) {
            channel.write(ByteBuffer.wrap(HEAD));
          }
          return true;
        }
        channel.write(ByteBuffer.wrap(new byte[] {' '}));
        return channel.read(ByteBuffer.allocate(1024)) == 0;
      } catch (IOException _) {
        return false;
      }
    }

    @Override
    public void close() throws IOException, InterruptedException {
      thread.interrupt();
      thread.join();
      for (SocketChannel channel : Stream.concat(idle.stream(), dribbling.stream()).toList()) {
        if (channel != null) {
          channel.close();
        }
      }
    }
  }
}

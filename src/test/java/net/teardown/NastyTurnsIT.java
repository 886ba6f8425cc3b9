package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Tests that no server with which turns are taken, whatever it does, keeps a run beyond its
 * deadline or fills the service's memory. With {@code -Psoak} those who send much send a gibibyte.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NastyTurnsIT {

  private static final int TIMEOUT_MILLIS = 2000;

  /** How much later than its deadline a run may end on a busy machine. */
  private static final int GRACE_MILLIS = 5000;

  private static final int MIB = Boolean.getBoolean("soak") ? 1024 : 64;

  /** Less than what the smallest of those who never stop sends in a run. */
  private static final long MORE_HEAP = 8L << 20;

  private static final long MAY_GROW_KIB = 128 << 10;

  /** Takes other engines for ever, and this one longer than the bytes take to come. */
  private static final String SLOW = "(?:(?:a|aa)+)+$b";

  private static final String LINES = "nothing of the kind\n".repeat(3276);
  private static final String NO_LINE = "a".repeat(1 << 16);

  @TempDir private static Path directory;

  private static ServiceProcess service;
  private static Usage atFirst;
  private static long residentKibAtFirst;

  @BeforeAll
  static void startTheService() throws Exception {
    Needs.posixStack();
    service =
        ServiceProcess.start(
            List.of("env", "JAVA_TOOL_OPTIONS=-Xmx128m -XX:MaxDirectMemorySize=32m"),
            directory,
            "--teardown.responder.port=0");
    // What the first run of this kind loads isn't kept for its server.
    try (Listening server = Listening.start(channel -> Nasty.write(channel, "220 hi\r\n"))) {
      turns(server, 5000, "{'hear':{'match':'^220'}},{'hear':{'end':true}}");
    }
    atFirst = Usage.of(service);
    residentKibAtFirst = residentKib();
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
  }

  private static Probe turns(Listening server, int timeoutMillis, String turns) throws Exception {
    Probe probe =
        Probe.of(
            service,
            server.port(),
            "'timeoutMillis':%d,'server':{'silenceMillis':1500,'turns':[%s]}"
                .formatted(timeoutMillis, turns));
    assertThat(probe.durationMillis()).isLessThan(timeoutMillis + GRACE_MILLIS);
    assertThat(probe.toString()).hasSizeLessThan(64 * 1024);
    return probe;
  }

  /** Several runs at once, one for each that is waited for; each lasts until its deadline. */
  private static List<Probe> sideBySide(Listening server, String turns, String... wanted)
      throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Probe>> asked =
          Stream.of(wanted)
              .map(each ->
                  callers.submit(() -> turns(server, TIMEOUT_MILLIS, turns.formatted(each))))
              .toList();
      List<Probe> probes = new ArrayList<>();
      for (Future<Probe> probe : asked) {
        probes.add(probe.get());
      }
      return probes;
    }
  }

  private static String ended(Probe probe) {
    JsonNode turns = probe.server().get("turns");
    return turns
        .valueStream()
        .map(turn -> turn.get("ended").asString())
        .collect(Collectors.joining(" "));
  }

  private static void sendForEver(SocketChannel channel, String what) throws Exception {
    while (true) {
      Nasty.write(channel, what);
    }
  }

  private static void send(SocketChannel channel, String what, String last) throws Exception {
    for (long sent = 0; sent < (long) MIB << 20; sent += what.length()) {
      Nasty.write(channel, what);
    }
    Nasty.write(channel, last);
    channel.shutdownOutput();
    channel.read(ByteBuffer.allocate(1));
  }

  private static void assertMemoryIsFlat() throws Exception {
    Usage now = Usage.of(service);
    assertThat(now.heapBytes() - atFirst.heapBytes()).as("live heap").isLessThan(MORE_HEAP);
    assertThat(now.descriptors() - atFirst.descriptors()).isLessThan(16);
    assertThat(residentKib() - residentKibAtFirst).isLessThan(MAY_GROW_KIB);
  }

  /** The largest that it ever was. */
  private static long residentKib() throws Exception {
    return Machine.status(service.process().pid(), "VmHWM");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoSendsForEverWhatIsntWaitedForIsLeftAtTheDeadline(boolean lines) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.awaitRequest(channel);
          sendForEver(channel, lines ? LINES : NO_LINE);
        })) {
      List<Probe> probes =
          sideBySide(
              server,
              "{'say':{'text':'x'}},{'hear':{%s}}",
              "'match':'needle'",
              "'match':'" + SLOW + "'",
              "'until':'needle'",
              "'httpReply':true",
              "'silence':true",
              "'end':true");

      assertThat(probes)
          .allSatisfy(probe -> {
            assertThat(ended(probe)).as(probe.toString()).isEqualTo("DONE DEADLINE");
            assertThat(probe.verdict()).isEqualTo("TIMED_OUT");
          });
    }
    assertMemoryIsFlat();
  }

  @Test
  void whoAnswersForEverIsCountedAndNotKept() throws Exception {
    String replies = "HTTP/1.1 204 No Content\r\n\r\n".repeat(2000);
    try (Listening server =
        Listening.start(channel -> {
          Nasty.awaitRequest(channel);
          sendForEver(channel, replies);
        })) {
      Probe probe =
          turns(
              server,
              TIMEOUT_MILLIS,
              "{'say':{'text':'GET / HTTP/1.1\\r\\n\\r\\n','times':900000}},{'hear':{'end':true}}");

      assertThat(probe.verdict()).as(probe.toString()).isEqualTo("TIMED_OUT");
      assertThat(probe.server().get("replies").size()).isLessThanOrEqualTo(102);
      assertThat(probe.server().get("repliesLeftOut").asLong()).isPositive();
    }
    assertMemoryIsFlat();
  }

  @ParameterizedTest
  @ValueSource(strings = {"needle", SLOW})
  void norIsATurnKeptBeyondItsOwnTime(String pattern) throws Exception {
    try (Listening server = Listening.start(channel -> sendForEver(channel, NO_LINE))) {
      Probe probe =
          turns(
              server,
              TIMEOUT_MILLIS,
              "{'hear':{'match':'%s','withinMillis':500}}".formatted(pattern));

      assertThat(ended(probe)).as(probe.toString()).isEqualTo("UNMET");
      assertThat(probe.server().get("turns").get(0).get("tookMicros").asLong())
          .isLessThan(TimeUnit.MILLISECONDS.toMicros(500 + GRACE_MILLIS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'match':'needle$'", "'until':'needle'", "'line':true"})
  void whatComesBehindVeryMuchIsMetAndTheRestNotKept(String wanted) throws Exception {
    boolean line = wanted.contains("line");
    try (Listening server =
        Listening.start(channel -> send(channel, line ? NO_LINE : LINES, line ? "\n" : "needle"))) {
      Probe probe = turns(server, 60_000, "{'hear':{%s}}".formatted(wanted));

      assertThat(ended(probe)).as(probe.toString()).isEqualTo("MET");
      assertThat(probe.server().get("turns").get(0).get("heardBytes").asLong())
          .isGreaterThanOrEqualTo((long) MIB << 20);
    }
    assertMemoryIsFlat();
  }

  @Test
  void asMuchIsHeardInSixtyFourTurns() throws Exception {
    int each = MIB << 14;
    String turns =
        Stream.generate(() -> "{'hear':{'bytes':%d}}".formatted(each))
            .limit(64)
            .collect(Collectors.joining(","));
    try (Listening server = Listening.start(channel -> send(channel, NO_LINE, ""))) {
      Probe probe = turns(server, 60_000, turns);

      assertThat(ended(probe)).as(probe.toString()).isEqualTo("MET ".repeat(64).strip());
    }
    assertMemoryIsFlat();
  }

  @Test
  void whoDribblesIsLeftAtTheDeadline() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          while (true) {
            Nasty.write(channel, "a");
            TimeUnit.MILLISECONDS.sleep(20);
          }
        })) {
      List<Probe> probes =
          sideBySide(
              server,
              "{'hear':{%s}}",
              "'line':true",
              "'match':'x'",
              "'bytes':1000",
              "'until':'needle'");

      assertThat(probes)
          .allSatisfy(probe -> {
            assertThat(ended(probe)).as(probe.toString()).isEqualTo("DEADLINE");
            assertThat(probe.server().get("turns").get(0).get("heardBytes").asLong())
                .isBetween(1L, 1000L);
          });
    }
  }

  @Test
  void whoResetsBetweenTurnsEndsTheConversationThere() throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          Nasty.write(channel, "220 hi\r\n");
          Nasty.awaitRequest(channel);
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        })) {
      Probe probe =
          turns(
              server,
              TIMEOUT_MILLIS,
              "{'hear':{'line':true}},{'say':{'text':'x'}},{'pauseMillis':300},"
                  + "{'say':{'text':'y'}},{'hear':{'line':true}}");

      assertThat(ended(probe)).as(probe.toString()).isEqualTo("MET DONE DONE RESET");
      assertThat(probe.verdict()).isEqualTo("RESET");
    }
  }

  @Test
  void whoTakesNothingIsLeftAtTheDeadlineOfASay() throws Exception {
    try (Listening server = Nasty.NEVER_READS.start()) {
      Probe probe =
          turns(
              server,
              TIMEOUT_MILLIS,
              "{'say':{'text':'abcdefgh','times':2097152}},{'hear':{'line':true}}");

      assertThat(ended(probe)).as(probe.toString()).isEqualTo("DEADLINE");
      assertThat(probe.verdict()).isEqualTo("TIMED_OUT");
      assertThat(probe.server().get("turns").get(0).get("saidBytes").asLong())
          .isLessThan(16L << 20);
    }
    assertMemoryIsFlat();
  }
}

package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.teardown.Needs;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.instance.StandingThreads;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.script.EndSignals;
import net.teardown.script.ReplyReader;
import net.teardown.script.RunContext;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import net.teardown.script.ServerScript;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that runs which one thread performs can't delay or break one another. */
@Timeout(120)
class SharedThreadIT {

  private static final byte SILENT = 's';
  private static final byte FLOODS = 'f';
  private static final byte DRIBBLES = 'd';
  private static final byte ENDS = 'e';

  private final Policy policy = Policy.allowing("loopback");
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final TcpStack stack = TcpStack.forThisPlatform();
  private ServerSocketChannel server;
  private Runner runner;

  @BeforeAll
  static void needsTheStack() {
    Needs.posixStack();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    Thread.ofPlatform().daemon().start(this::serve);
    runner =
        new Runner(
            stack,
            "test",
            new RunnerProperties(1, 1, 1, 1, 64, 64),
            policy.loopback().address(),
            null,
            _ -> {});
  }

  @AfterEach
  void stop() throws Exception {
    runner.destroy();
    callers.shutdownNow();
    server.close();
  }

  /** Serves clients, whose first byte selects the behaviour. */
  private void serve() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        Thread.ofVirtual().start(() -> answer(channel));
      } catch (IOException _) {
        // The test is over.
      }
    }
  }

  private static void answer(SocketChannel channel) {
    try (channel) {
      ByteBuffer first = ByteBuffer.allocate(1);
      channel.read(first);
      switch (first.get(0)) {
        case FLOODS -> {
          ByteBuffer much = ByteBuffer.allocateDirect(256 * 1024);
          while (channel.write(much.clear()) >= 0) {
            // Sends without end.
          }
        }
        case DRIBBLES -> {
          while (channel.write(ByteBuffer.wrap(new byte[] {1})) >= 0) {
            Thread.sleep(1);
          }
        }
        case ENDS -> channel.write(ByteBuffer.wrap(new byte[] {1}));
        default -> channel.read(first.clear());
      }
    } catch (IOException _) {
      // The client has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Spec spec(byte wanted, int timeoutMillis) throws IOException {
    return Drafts.spec(
        "'targetHost':'127.0.0.1','targetPort':%d,'timeoutMillis':%d,'server':{'request':{'text':'%c'}}"
            .formatted(
                ((InetSocketAddress) server.getLocalAddress()).getPort(), timeoutMillis, wanted));
  }

  private Future<Outcome> run(byte wanted, int timeoutMillis) throws IOException {
    Spec spec = spec(wanted, timeoutMillis);
    return callers.submit(
        () -> runner.run(policy.target(spec, Author.CALLER), new Asked(spec, Origin.REQUEST)));
  }

  @Test
  void aServerThatSendsForEverKeepsNoOtherRunWaiting() throws Exception {
    List<Future<Outcome>> floods = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      floods.add(run(FLOODS, 20_000));
      floods.add(run(DRIBBLES, 20_000));
    }
    Thread.sleep(500);

    for (int i = 0; i < 5; i++) {
      assertThat(run(ENDS, 10_000).get().verdict()).isEqualTo(Verdict.CLEAN_EOF);
    }

    assertThat(floods).as("all of these came in between").noneMatch(Future::isDone);
    runner.destroy();
  }

  @Test
  void aServerThatSendsForEverIsLeftAtTheDeadline() throws Exception {
    Outcome outcome = run(FLOODS, 700).get();

    assertThat(outcome.verdict()).isEqualTo(Verdict.TIMED_OUT);
    assertThat(outcome.initiator().bytesRead()).isPositive();
    assertThat(outcome.run().durationMicros()).isBetween(700_000L, 10_000_000L);
  }

  @Test
  void whenTheServiceEndsSoDoesEveryRunAtOnce() throws Exception {
    List<Future<Outcome>> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(run(SILENT, 60_000));
    }
    runs.add(run(FLOODS, 60_000));
    Thread.sleep(500);

    long began = System.nanoTime();
    runner.destroy();

    for (Future<Outcome> run : runs) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> run.get(20, TimeUnit.SECONDS))
          .withStackTraceContaining("shutting down");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void whoStopsWaitingEndsTheRunAndGivesItsRoomBack() throws Exception {
    List<Future<Outcome>> runs = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      runs.add(run(SILENT, 60_000));
    }
    Thread.sleep(500);

    runs.forEach(run -> run.cancel(true));

    assertThat(run(ENDS, 20_000).get(20, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  /** A reader that runs this for whatever arrives. */
  private record Reading(Runnable onTake) implements ReplyReader {
    @Override
    public void banner(long bytes) {}

    @Override
    public long asks(Request request, int times) {
      return 0;
    }

    @Override
    public long endOfReply(long reply) {
      return 0;
    }

    @Override
    public long wholeReplies() {
      return 0;
    }

    @Override
    public void take(ByteBuffer bytes) {
      onTake.run();
    }

    @Override
    public void ended() {}

    @Override
    public Progress progress() {
      return Progress.UNFRAMED;
    }

    @Override
    public boolean answered() {
      return false;
    }

    @Override
    public boolean answeredFinally() {
      return false;
    }
  }

  @Test
  void aDefectEndsItsOwnRunAndTheOthersGoOn() throws Exception {
    try (ScriptThreads scripts =
        new ScriptThreads(stack, "shared", 1, StandingThreads.ofThisProcess()::start)) {
      Spec broken = spec(ENDS, 10_000);
      Spec silent = spec(SILENT, 1_500);
      Future<ScriptRunner> waits = start(scripts, silent, () -> {});
      Runnable fails =
          () -> {
            throw new AssertionError("a broken rule");
          };

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> start(scripts, broken, fails).get(20, TimeUnit.SECONDS))
          .withStackTraceContaining("a broken rule");
      assertThat(waits.get(20, TimeUnit.SECONDS).record().stoppedIn()).isNotNull();
    }
  }

  @Test
  void whatComesFasterThanItIsReadKeepsNoOtherRunWaiting() throws Exception {
    try (ScriptThreads scripts =
        new ScriptThreads(stack, "shared", 1, StandingThreads.ofThisProcess()::start)) {
      Future<ScriptRunner> flooded =
          start(scripts, spec(FLOODS, 60_000), () -> LockSupport.parkNanos(2_000_000));
      Thread.sleep(500);

      for (int i = 0; i < 5; i++) {
        Future<ScriptRunner> other = start(scripts, spec(ENDS, 20_000), () -> {});
        assertThat(other.get(20, TimeUnit.SECONDS).record().stoppedIn()).isNull();
      }

      assertThat(flooded).as("all of these came in between").isNotDone();
    }
  }

  private Future<ScriptRunner> start(ScriptThreads scripts, Spec spec, Runnable onTake)
      throws IOException {
    ServerDialogue dialogue = spec.otherEnd().dialogue().orElseThrow();
    InetSocketAddress address = (InetSocketAddress) this.server.getLocalAddress();
    Script script = ServerScript.toServer(spec, dialogue);
    long now = System.nanoTime();
    return scripts.start(
        script,
        buffers ->
            ScriptRunner.toServer(
                script,
                new RunContext(
                    stack, buffers, new EndSignals(), now, now + spec.timeout().toNanos()),
                address,
                new Reading(onTake)));
  }

  @Test
  void onTheJdksSocketsEachRunHasAThreadAndEndsAsItDoesHere() throws Exception {
    Runner portable =
        new Runner(
            TcpStack.portable(),
            "test",
            new RunnerProperties(1, 1, 1, 1, 4, 4),
            policy.loopback().address(),
            null,
            _ -> {});
    Spec silent = spec(SILENT, 60_000);
    Future<Outcome> waits =
        callers.submit(() ->
            portable.run(policy.target(silent, Author.CALLER), new Asked(silent, Origin.REQUEST)));
    Spec ends = spec(ENDS, 20_000);

    assertThat(
            portable
                .run(policy.target(ends, Author.CALLER), new Asked(ends, Origin.REQUEST))
                .verdict())
        .isEqualTo(Verdict.CLEAN_EOF);
    portable.destroy();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> waits.get(20, TimeUnit.SECONDS))
        .withStackTraceContaining("shutting down");
  }

  @Test
  void whoIsToldToEndWhileAServerFloodsItEnds() throws Exception {
    Spec reads =
        Drafts.changed(spec(FLOODS, 60_000), "{\"closer\":\"INITIATOR\",\"bytesRead\":16777216}");
    List<Future<Outcome>> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(
          callers.submit(() ->
              runner.run(policy.target(reads, Author.CALLER), new Asked(reads, Origin.REQUEST))));
    }
    Thread.sleep(20);

    runs.forEach(run -> run.cancel(true));

    assertThat(run(ENDS, 20_000).get(20, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @Test
  void onlyAScriptWhoseCallsWaitHoldsAThread() throws IOException {
    Spec silent = spec(SILENT, 5_000);
    Spec lingers =
        Drafts.changed(silent, "{\"closer\":\"INITIATOR\",\"bytesRead\":0,\"lingerSeconds\":1}");
    Spec aborts = Drafts.changed(lingers, "{\"lingerSeconds\":0}");

    assertThat(script(silent).holdsThread()).isFalse();
    assertThat(script(aborts).holdsThread()).isFalse();
    assertThat(script(lingers).holdsThread()).isTrue();
    assertThat(
            Script.initiator(
                    Drafts.spec("'targetHost':'127.0.0.1','bytesSent':1,'observerReads':'BLOCKED'"))
                .holdsThread())
        .isTrue();
  }

  private static Script script(Spec spec) {
    return ServerScript.toServer(spec, spec.otherEnd().dialogue().orElseThrow());
  }
}

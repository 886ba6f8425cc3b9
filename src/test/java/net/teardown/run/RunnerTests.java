package net.teardown.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.ExperimentFinished;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RunFailed;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunnerTests {

  private static final AllowedTarget.Loopback LOOPBACK = Policy.allowing("loopback").loopback();

  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger strangers = new AtomicInteger();
  private final List<Origin> failed = new CopyOnWriteArrayList<>();
  private final List<Runner> runners = new ArrayList<>();

  @AfterEach
  void closeRunners() {
    runners.forEach(Runner::destroy);
  }

  @Test
  void sixtyFourClientsAtOnceGetTheirOwnOutcomesAndNoneIsLost() throws Exception {
    Runner runner = runner(new RunnerProperties(0, 256, 8, 8, 1, 1));
    int runsEach = Boolean.getBoolean("soak") ? 2_000 : 100;
    Map<Integer, AtomicInteger> bySize = new ConcurrentHashMap<>();
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 1; client <= 64; client++) {
        int sent = client;
        all.add(
            clients.submit(() -> {
              go.await();
              for (int i = 0; i < runsEach; i++) {
                Outcome outcome = run(runner, "'bytesSent':%d,'bytesRead':0".formatted(sent));
                assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
                assertThat(outcome.ends().other().orElseThrow().unreadAtClose()).isEqualTo(sent);
                bySize.computeIfAbsent(sent, _ -> new AtomicInteger()).incrementAndGet();
              }
              return null;
            }));
      }
      go.countDown();
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(bySize).hasSize(64).allSatisfy((_, count) -> assertThat(count).hasValue(runsEach));
    assertThat(finished).hasValue(64 * runsEach);
  }

  @Test
  void pastItsBoundARunIsRefusedAndSaysWhenToTryAgain() throws Exception {
    Runner runner = runner(new RunnerProperties(1, 1, 1, 1, 1, 1));
    String waits =
        "'bytesSent':1,'shutdownBeforeClose':true,'drainBeforeClose':true,"
            + "'drainMillis':800,'observerReads':'LATE'";
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> accepted = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        accepted.add(clients.submit(() -> run(runner, waits)));
      }
      Thread.sleep(200);

      assertThatExceptionOfType(RunnerBusy.class)
          .isThrownBy(() -> run(runner, waits))
          .withMessageContaining("teardown.runner.max-waiting")
          .satisfies(e -> assertThat(e.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
      for (Future<Outcome> one : accepted) {
        assertThat(one.get().verdict()).isEqualTo(Verdict.CLEAN_EOF);
      }
    }
  }

  @Test
  void aRunThatWaitsKeepsNoShortOneWaiting() throws Exception {
    Runner runner = runner(new RunnerProperties(1, 8, 2, 2, 1, 1));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Outcome> waiting =
          clients.submit(() ->
              run(
                  runner,
                  "'bytesSent':1,'shutdownBeforeClose':true,'drainBeforeClose':true,"
                      + "'drainMillis':2000,'observerReads':'LATE'"));
      Thread.sleep(100);
      Instant before = Instant.now();
      assertThat(run(runner, "'bytesSent':5,'bytesRead':1").verdict()).isEqualTo(Verdict.RESET);

      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(1));
      assertThat(waiting.isDone()).isFalse();
      assertThat(waiting.get().verdict()).isEqualTo(Verdict.CLEAN_EOF);
    }
  }

  @Test
  void aStrangerOnTheListenerIsTurnedAwayAndCountedAndDisturbsNobody() throws Exception {
    Runner runner = runner(new RunnerProperties(1, 8, 1, 1, 1, 1));
    String address =
        Objects.requireNonNull(run(runner, "'bytesSent':5").ends().other().orElseThrow().address());
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (Socket stranger = new Socket(LOOPBACK.address(), port)) {
      Outcome outcome = run(runner, "'bytesSent':5,'bytesRead':1");

      assertThat(outcome.verdict()).isEqualTo(Verdict.RESET);
      assertThat(outcome.ends().other().orElseThrow().unreadAtClose()).isEqualTo(4);
      assertThat(strangers).hasValue(1);
      assertThat(stranger.getInputStream().read()).isEqualTo(-1);
    }
  }

  private Outcome run(Runner runner, String fields) {
    Spec spec = Drafts.spec(fields);
    return runner.run(LOOPBACK, new Asked(spec, Origin.REQUEST));
  }

  @Test
  void aRunThatFailsByADefectIsToldOfUnderItsOrigin() throws Exception {
    Runner runner = runner(new RunnerProperties(1, 8, 1, 1, 1, 1));
    Spec ofAServer =
        Drafts.spec("'targetHost':'127.0.0.1','targetPort':9,'server':{},'bytesSent':1");
    AllowedTarget server = Policy.allowing("loopback").target(ofAServer, Author.CALLER);

    assertThatExceptionOfType(RunDefect.class)
        .as("a spec of another kind than its target's")
        .isThrownBy(
            () -> runner.run(server, new Asked(Drafts.spec("'bytesSent':5"), Origin.MONITOR)));

    assertThat(failed).containsExactly(Origin.MONITOR);
  }

  private Runner runner(RunnerProperties properties) throws Exception {
    Runner runner =
        new Runner(
            TcpStack.forThisPlatform(),
            "test",
            properties,
            LOOPBACK.address(),
            null,
            event -> {
              switch (event) {
                case ExperimentFinished _ -> finished.incrementAndGet();
                case RunFailed run -> failed.add(run.origin());
                case StrangersTurnedAway turnedAway -> strangers.addAndGet(turnedAway.count());
                default -> throw new AssertionError(event);
              }
            });
    runners.add(runner);
    return runner;
  }
}

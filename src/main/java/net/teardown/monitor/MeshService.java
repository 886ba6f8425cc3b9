package net.teardown.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Printable;
import net.teardown.input.Refused;
import net.teardown.instance.Instance;
import net.teardown.monitor.MeshCheck.NoRow;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.run.Runner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.web.service.annotation.GetExchange;

/** Gives this vantage's row of the mesh and asks the monitored instances for theirs. */
@Component
public class MeshService implements DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(MeshService.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final String NO_ANSWER = "no answer within %d s".formatted(TIMEOUT.toSeconds());

  private static final int LONGEST_WHY = 300;

  /** The most instances that are asked at a time, however many callers want the mesh. */
  private static final int MOST_ASKED = 64;

  /**
   * The request to another instance. It asks for that instance's own row only, so instances never
   * ask each other in turn.
   */
  interface Others {
    @GetExchange("/api/v1/mesh")
    @Nullable Mesh mesh();
  }

  private final Monitors monitors;
  private final Policy policy;
  private final Runner runner;
  private final String vantage;

  /** Platform threads, because an asked instance may keep a thread waiting. */
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST_ASKED,
          MOST_ASKED,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("mesh-", 1).factory());

  // Guarded by this.
  private @Nullable FutureTask<Mesh> round;

  MeshService(Monitors monitors, Policy policy, Runner runner, Instance instance) {
    this.monitors = monitors;
    this.policy = policy;
    this.runner = runner;
    this.vantage = instance.vantage();
    threads.allowCoreThreadTimeOut(true);
  }

  /** This vantage's own row. */
  public Mesh own() {
    return new Mesh(List.of(row()), List.of());
  }

  /**
   * This vantage's row and those of the Teardown instances that it monitors. Each is asked once and
   * has 2 s to answer. Callers that come during a round get the result of that round.
   */
  public Mesh all() throws InterruptedException {
    FutureTask<Mesh> own = new FutureTask<>(this::askAll);
    FutureTask<Mesh> current;
    synchronized (this) {
      current = round == null || round.isDone() ? null : round;
      round = current == null ? own : current;
    }
    if (current == null) {
      own.run();
    }
    try {
      return (current == null ? own : current).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Mesh askAll() throws InterruptedException {
    long until = System.nanoTime() + TIMEOUT.toNanos();
    List<Mesh.Row> rows = new ArrayList<>(List.of(row()));
    List<Mesh.Unanswered> unanswered = new ArrayList<>();
    Map<String, Future<Mesh.Row>> asked = new LinkedHashMap<>();
    for (MonitorState monitor : monitors.all()) {
      if (monitor.monitor().module().peer().isAnotherTeardown()) {
        monitor
            .targets()
            .forEach(target ->
                asked.computeIfAbsent(
                    target.target(),
                    _ -> threads.submit(() -> ask(monitor.monitor(), target, until))));
      }
    }
    for (Map.Entry<String, Future<Mesh.Row>> each : asked.entrySet()) {
      try {
        rows.add(each.getValue().get(until - System.nanoTime(), TimeUnit.NANOSECONDS));
      } catch (TimeoutException | CancellationException _) {
        each.getValue().cancel(false);
        unanswered.add(new Mesh.Unanswered(each.getKey(), NO_ANSWER));
      } catch (ExecutionException e) {
        unanswered.add(new Mesh.Unanswered(each.getKey(), why(e.getCause())));
      }
    }
    return new Mesh(rows, unanswered);
  }

  private Mesh.Row ask(Monitor monitor, TargetState target, long until)
      throws TimeoutException, NoRow {
    Spec spec = monitor.module().against(target.address(), TIMEOUT);
    AllowedTarget.Responder responder =
        policy
            .target(spec, Author.OPERATOR, target.foundBy())
            .asResponder()
            .orElseThrow(() -> new NoRow("its name stands for no address"));
    Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    return MeshCheck.row(runner.ask(responder, left, Others.class, Others::mesh));
  }

  private static String why(@Nullable Throwable cause) {
    return switch (cause) {
      case Refused refused -> String.valueOf(refused.getMessage());
      case NoRow no -> String.valueOf(no.getMessage());
      case TimeoutException _ -> NO_ANSWER;
      case null -> NO_ANSWER;
      default -> {
        LOG.debug("no row of the mesh came", cause);
        yield Printable.line("no answer: " + cause.getMessage(), LONGEST_WHY);
      }
    };
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }

  private Mesh.Row row() {
    List<Mesh.Cell> cells = new ArrayList<>();
    for (MonitorState monitor : monitors.all()) {
      for (TargetState target : monitor.targets()) {
        TargetState.Last last = target.last();
        cells.add(
            new Mesh.Cell(
                monitor.monitor().name(),
                target.target(),
                target.address(),
                last == null ? null : last.verdict(),
                last == null ? null : last.asPredicted(),
                last == null ? null : last.success(),
                last == null ? null : last.since(),
                last == null || last.failure() == null ? null : last.failure().toString()));
      }
    }
    return new Mesh.Row(vantage, Instant.now(), cells);
  }
}

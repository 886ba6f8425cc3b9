package net.teardown.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.experiment.PeerKind;
import net.teardown.experiment.Spec;
import net.teardown.instance.Instance;
import net.teardown.policy.AllowedTarget;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.policy.TargetDenied;
import net.teardown.runner.Runner;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.service.annotation.GetExchange;

/** This vantage's row of the mesh, and those of the instances that it watches. */
@Component
public class MeshOffice {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What other instances are asked; nobody is asked to ask others. */
  interface Others {
    @GetExchange("/api/v1/mesh")
    @Nullable Mesh mesh();
  }

  private final Monitors monitors;
  private final Policy policy;
  private final Runner runner;
  private final String vantage;

  MeshOffice(Monitors monitors, Policy policy, Runner runner, Instance instance) {
    this.monitors = monitors;
    this.policy = policy;
    this.runner = runner;
    this.vantage = instance.vantage();
  }

  /** What this vantage sees. */
  public Mesh own() {
    return new Mesh(List.of(row()), List.of());
  }

  /**
   * That, and what those say that it watches: each is asked once, and answers within 2 s or not.
   */
  public Mesh all() throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    List<Mesh.Row> rows = new ArrayList<>(List.of(row()));
    List<Mesh.Unanswered> unanswered = new ArrayList<>();
    Map<String, Future<@Nullable Mesh>> asked = new LinkedHashMap<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (MonitorState monitor : monitors.all()) {
        if (monitor.monitor().module().peer() == PeerKind.RESPONDER) {
          monitor
              .targets()
              .forEach(target ->
                  asked.computeIfAbsent(
                      target.target(), _ -> threads.submit(() -> ask(monitor.monitor(), target))));
        }
      }
      for (Map.Entry<String, Future<@Nullable Mesh>> each : asked.entrySet()) {
        try {
          Mesh answer = each.getValue().get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (answer == null || answer.rows().isEmpty()) {
            unanswered.add(new Mesh.Unanswered(each.getKey(), "its answer has no row"));
          } else {
            rows.add(answer.rows().getFirst());
          }
        } catch (TimeoutException | CancellationException _) {
          unanswered.add(
              new Mesh.Unanswered(
                  each.getKey(), "no answer within %d s".formatted(PATIENCE.toSeconds())));
        } catch (ExecutionException e) {
          unanswered.add(new Mesh.Unanswered(each.getKey(), why(e)));
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return new Mesh(rows, unanswered);
  }

  private @Nullable Mesh ask(Monitor monitor, TargetState target) {
    Spec spec = monitor.module().against(target.address(), PATIENCE);
    return policy.target(spec, Author.OPERATOR, target.foundBy())
            instanceof AllowedTarget.Responder responder
        ? runner.calls(responder, PATIENCE, Others.class).mesh()
        : null;
  }

  private static String why(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause instanceof TargetDenied
        ? String.valueOf(cause.getMessage())
        : "no answer: " + String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
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
                last == null ? null : last.since()));
      }
    }
    return new Mesh.Row(vantage, Instant.now(), cells);
  }
}

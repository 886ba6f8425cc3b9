package net.teardown.telemetry;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Keeps an endpoint that is down from delaying the service's stop, whatever the timeouts are, and
 * from filling its log: Boot's exporters would wait for it several times in a row, with retries,
 * and write a stack trace for each attempt.
 */
@Component
final class Exports
    implements BeanPostProcessor, SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered {

  /** What is left is sent within this time of the stop; then all of it is given up. */
  static final Duration ALLOWED_AT_STOP = Duration.ofSeconds(3);

  private final Environment environment;
  private final StopBound spans = new StopBound(ALLOWED_AT_STOP);
  private final StopBound metrics = new StopBound(ALLOWED_AT_STOP);
  private volatile boolean running;

  Exports(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return switch (bean) {
      case SpanExporter exporter -> new Spans(exporter, spans, log("Spans", NamedEndpoints.SPANS));
      case OtlpMetricsSender sender ->
          new Metrics(sender, metrics, log("Metrics", NamedEndpoints.METRICS));
      default -> bean;
    };
  }

  private SendingLog log(String what, String property) {
    return new SendingLog(what, environment.getProperty(property, ""));
  }

  @Override
  public void start() {
    running = true;
  }

  /** Boot closes the registry of metrics, which sends them once more, before anything stops. */
  @Override
  public void onApplicationEvent(ContextClosedEvent closed) {
    metrics.stopping();
  }

  /** Before the registry is closed. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  /** Runs have ended by now, so that their spans are among what is sent. */
  @Override
  public void stop() {
    running = false;
    spans.stopping();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stops last, right before the exporters are closed. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  /** Sends spans as the exporter does. */
  record Spans(SpanExporter exporter, StopBound bound, SendingLog log) implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = new CompletableResultCode();
      var _ =
          bound
              .bound(future(exporter.export(spans)))
              .whenComplete((_, failure) -> {
                if (failure == null) {
                  log.worked();
                  result.succeed();
                } else {
                  log.failed(failure);
                  result.fail();
                }
              });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      CompletableResultCode result = new CompletableResultCode();
      var _ = bound.bound(future(exporter.shutdown())).whenComplete((_, _) -> result.succeed());
      return result;
    }

    private static CompletableFuture<Void> future(CompletableResultCode result) {
      CompletableFuture<Void> future = new CompletableFuture<>();
      result.whenComplete(() -> {
        if (result.isSuccess()) {
          future.complete(null);
        } else {
          future.completeExceptionally(
              Objects.requireNonNullElseGet(
                  result.getFailureThrowable(), () -> new IOException("not accepted")));
        }
      });
      return future;
    }
  }

  /** Sends metrics as the sender does, in a thread that can be left behind. */
  record Metrics(OtlpMetricsSender sender, StopBound bound, SendingLog log)
      implements OtlpMetricsSender {

    @Override
    public void send(Request request) throws InterruptedException {
      try {
        bound
            .bound(
                CompletableFuture.runAsync(() -> sendBlocking(request), Thread::startVirtualThread))
            .get();
        log.worked();
      } catch (ExecutionException e) {
        log.failed(Objects.requireNonNullElse(e.getCause(), e));
      }
    }

    private void sendBlocking(Request request) {
      try {
        sender.send(request);
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    }
  }
}

package net.teardown.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentMade;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.event.EventListener;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Writes a span for each run that somebody asked for, from its first call to its last, as a child
 * of the caller's span if the request has a {@code traceparent}. It exists only where an endpoint
 * for spans is named, and writes when the run is over, so that no run waits for it.
 */
@Component
@Conditional(RunSpans.EndpointNamed.class)
class RunSpans {

  private static final TextMapGetter<HttpServletRequest> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
          return Collections.list(request.getHeaderNames());
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
          return request == null ? null : request.getHeader(name);
        }
      };

  /** Whether an endpoint for spans is named. */
  static final class EndpointNamed implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return NamedEndpoints.isNamed(context.getEnvironment(), NamedEndpoints.SPANS);
    }
  }

  private final Tracer tracer;
  private final ContextPropagators propagators;

  RunSpans(Tracer tracer, ContextPropagators propagators) {
    this.tracer = tracer;
    this.propagators = propagators;
  }

  @EventListener
  void write(ExperimentMade event) {
    Experiment made = event.experiment();
    Outcome outcome = made.outcome();
    Instant start = outcome.run().startedAt();
    SpanBuilder builder =
        tracer
            .spanBuilder("experiment")
            .setParent(caller())
            .setStartTimestamp(start)
            .setAttribute("teardown.verdict", outcome.verdict().name())
            .setAttribute("teardown.delivery", outcome.delivery().name())
            .setAttribute("teardown.peer", outcome.spec().peer().name())
            .setAttribute("teardown.target", outcome.target())
            .setAttribute("teardown.vantage", outcome.run().vantage());
    if (made.id() != null) {
      builder.setAttribute("teardown.id", made.id().toString());
    }
    Boolean asPredicted = outcome.asPredicted();
    if (asPredicted != null) {
      builder.setAttribute("teardown.as_predicted", asPredicted);
    }
    Span span = builder.startSpan();
    span.end(start.plus(outcome.run().durationMicros(), ChronoUnit.MICROS));
  }

  /** The span that the current request is part of; the root if it names none. */
  private Context caller() {
    return RequestContextHolder.getRequestAttributes()
            instanceof ServletRequestAttributes attributes
        ? propagators
            .getTextMapPropagator()
            .extract(Context.root(), attributes.getRequest(), HEADERS)
        : Context.root();
  }
}

package net.teardown.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import net.teardown.responder.Responder;
import net.teardown.responder.SessionEnded;
import net.teardown.responder.SessionEnded.Result;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Counts the sessions in which this instance was the responder of another one's run. */
@Component
class ResponderMetrics {

  private final MeterProvider<Counter> sessions;

  ResponderMetrics(MeterRegistry registry, Responder responder) {
    sessions =
        Counter.builder("teardown.responder.sessions")
            .description(
                "Sessions as the far end of another instance's experiment, by what became of them")
            .baseUnit("sessions")
            .withRegistry(registry);
    for (Result result : Result.values()) {
      sessions.withTag("result", Label.of(result));
    }
    Gauge.builder("teardown.responder.open", responder, Responder::openSessions)
        .description("Sessions that are armed or running now")
        .baseUnit("sessions")
        .register(registry);
  }

  @EventListener
  void count(SessionEnded ended) {
    sessions.withTag("result", Label.of(ended.result())).increment();
  }
}

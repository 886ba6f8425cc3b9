package net.teardown.api.experiment;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import net.teardown.api.http.Audit;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentMade;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Experiments.HistoryUnavailable;
import net.teardown.experiment.spec.Target;
import net.teardown.run.LongRun;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Logs of a run that is made apart from its request that it began, and what became of it. A run
 * that ends on another instance, since this one has stopped, is told of by none.
 */
@Component
class LongRunAudit {

  /** Of more than so many at once the ends aren't told: some may never come to this instance. */
  private static final int MOST = 4096;

  private final Experiments experiments;

  /** Those whose end is still to be told. */
  private final Map<UUID, Audit.Caller> callers = new ConcurrentHashMap<>();

  LongRunAudit(Experiments experiments) {
    this.experiments = experiments;
  }

  /** Logs that the current request has begun this run. */
  void begun(LongRun run) {
    Audit.begun(run.asked().spec().target().map(Target::authority).orElse("loopback"), run.id())
        .filter(_ -> callers.size() < MOST)
        .ifPresent(caller -> callers.put(run.id(), caller));
    try {
      // It may have ended before it was known whose it is.
      experiments.find(run.id()).ifPresent(this::ended);
    } catch (HistoryUnavailable _) {
      // Its end will be told.
    }
  }

  @EventListener
  void ended(ExperimentMade event) {
    ended(event.experiment());
  }

  private void ended(Experiment made) {
    UUID id = made.id();
    Audit.Caller caller = id == null ? null : callers.remove(id);
    if (id != null && caller != null) {
      caller.ran(made.outcome().target(), made.outcome().verdict().name(), id);
    }
  }
}

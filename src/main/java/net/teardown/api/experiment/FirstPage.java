package net.teardown.api.experiment;

import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the history's first page a few times after a start, for nobody. A JVM that hasn't made one
 * takes ten times as long for it as for the next, and whoever opens the history would wait for
 * that.
 */
@Component
class FirstPage {

  private static final Logger log = LoggerFactory.getLogger(FirstPage.class);
  private static final int USUAL_SIZE = 50;

  /** The first takes most of the time; from the fourth on little is gained. */
  private static final int TIMES = 3;

  private final Experiments experiments;
  private final JsonMapper mapper;

  FirstPage(Experiments experiments, JsonMapper mapper) {
    this.experiments = experiments;
    this.mapper = mapper;
  }

  /** Starts a thread of its own, because the service is ready only when this has returned. */
  @EventListener
  void start(ApplicationReadyEvent ready) {
    Thread.ofPlatform().name("first-page").daemon().start(this::make);
  }

  private void make() {
    try {
      for (int i = 0; i < TIMES; i++) {
        Experiments.Page page = experiments.list(ExperimentFilter.ALL, USUAL_SIZE, null);
        mapper.writeValueAsBytes(OutcomePage.of(page, null));
      }
    } catch (RuntimeException e) {
      log.debug("The history's first page isn't prepared.", e);
    }
  }
}

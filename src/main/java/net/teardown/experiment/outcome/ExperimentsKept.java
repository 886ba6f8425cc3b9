package net.teardown.experiment.outcome;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Event: experiments were stored by this instance. It is published after the commit; whoever
 * listens must be quick, because whoever had them stored waits.
 *
 * @param experiments each has an id
 * @param campaign the campaign that they belong to; null if they belong to none
 */
public record ExperimentsKept(List<Experiment> experiments, @Nullable UUID campaign) {

  public ExperimentsKept {
    experiments = List.copyOf(experiments);
  }
}

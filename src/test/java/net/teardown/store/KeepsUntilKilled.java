package net.teardown.store;

import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcomes;

/** A process of its own that keeps experiments and says which, until somebody kills it. */
final class KeepsUntilKilled {

  private KeepsUntilKilled() {}

  public static void main(String[] arguments) {
    Experiments experiments = TestingStore.start(arguments).experiments();
    for (int i = 0; i < 1_000_000; i++) {
      System.out.println("kept " + experiments.keep(Outcomes.reset()).id());
      System.out.flush();
    }
  }
}

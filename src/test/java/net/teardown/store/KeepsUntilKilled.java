package net.teardown.store;

import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcomes;

/** A process that keeps experiments and prints their ids until it is killed. */
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

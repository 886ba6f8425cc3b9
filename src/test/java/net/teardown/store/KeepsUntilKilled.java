package net.teardown.store;

import java.util.ArrayList;
import java.util.List;
import net.teardown.TestingJvm;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcomes;

/** A process whose threads keep experiments at once and print their ids until it is killed. */
final class KeepsUntilKilled {

  private static final int WRITERS = 8;

  private KeepsUntilKilled() {}

  /** Starts it on this database. */
  static List<String> command(String database) {
    List<String> command = new ArrayList<>(TestingJvm.command(List.of(TestingJvm.NATIVE_ACCESS)));
    command.addAll(List.of(KeepsUntilKilled.class.getName(), database));
    return command;
  }

  public static void main(String[] arguments) {
    Experiments experiments = TestingStore.start(arguments).experiments();
    for (int i = 0; i < WRITERS; i++) {
      Thread.ofPlatform().start(() -> keep(experiments));
    }
  }

  private static void keep(Experiments experiments) {
    for (int i = 0; i < 1_000_000; i++) {
      // In one piece, so that lines don't mix.
      System.out.print("kept " + experiments.keep(Outcomes.reset()).id() + "\n");
      System.out.flush();
    }
  }
}

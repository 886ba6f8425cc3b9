package net.teardown.campaign;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The runs of a campaign that are still to be made, in their order. Not thread-safe. */
final class RunOrder {

  /** One run. */
  record Place(int cell, int repetition) {}

  private final int[] valid;
  private final int repetitions;
  private final Shuffle shuffle;
  private final BitSet done = new BitSet();
  private int repetition;
  private int place;

  RunOrder(Plan plan, int repetitions, long seed) {
    this.valid = plan.valid();
    this.repetitions = repetitions;
    this.shuffle = new Shuffle(valid, seed);
  }

  /** Marks a run as made before. */
  void done(Run run) {
    int cell = Arrays.binarySearch(valid, run.cell());
    if (cell >= 0) {
      done.set(run.repetition() * valid.length + cell);
    }
  }

  /** The next run; null if there is none left. */
  @Nullable Place next() {
    while (repetition < repetitions) {
      while (place < valid.length) {
        int cell = shuffle.cell(repetition, place++);
        if (!done.get(repetition * valid.length + Arrays.binarySearch(valid, cell))) {
          return new Place(cell, repetition);
        }
      }
      repetition++;
      place = 0;
    }
    return null;
  }
}

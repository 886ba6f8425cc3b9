package net.teardown.campaign;

import java.util.Arrays;
import java.util.Random;

/**
 * The order of a campaign's runs: for each repetition one pass over all cells in a new random
 * order, so that drift isn't mistaken for an axis's effect. It follows from the seed alone.
 */
final class Shuffle {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int[] cells;
  private final long seed;
  private int repetition = -1;

  /**
   * @param cells the cells to shuffle
   */
  Shuffle(int[] cells, long seed) {
    this.cells = cells.clone();
    this.seed = seed;
  }

  /** The cell at this place of this repetition's pass. */
  int cell(int repetition, int place) {
    if (this.repetition != repetition) {
      shuffle(repetition);
    }
    return cells[place];
  }

  /**
   * Shuffles for one pass. Each pass starts from the sorted order, so that it doesn't depend on the
   * passes before.
   */
  private void shuffle(int repetition) {
    Arrays.sort(cells);
    // Random's algorithm is specified, so another JDK resumes in the same order.
    Random random = new Random(seed + GOLDEN * (repetition + 1));
    for (int i = cells.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = cells[i];
      cells[i] = cells[j];
      cells[j] = swapped;
    }
    this.repetition = repetition;
  }
}

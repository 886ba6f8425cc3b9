package net.teardown.campaign;

import org.jspecify.annotations.Nullable;

/** The rates whose thresholds are searched along axes. */
public enum RateKind {
  RESET_RATE("resetRate"),
  VISIBLE_RESET_RATE("visibleResetRate"),
  WHOLE_RATE("wholeRate");

  private final String word;

  RateKind(String word) {
    this.word = word;
  }

  /** The rate's name in the API. */
  public String word() {
    return word;
  }

  /** This rate of a cell; null if it has none. */
  public @Nullable Rate of(CellStatistics statistics) {
    return switch (this) {
      case RESET_RATE -> statistics.resetRate();
      case VISIBLE_RESET_RATE -> statistics.visibleResetRate();
      case WHOLE_RATE -> statistics.wholeRate();
    };
  }
}

package net.teardown.run;

import java.time.Duration;
import net.teardown.input.Refused;

/** The history can't be written, so a run whose result is to be stored isn't made. */
public final class HistoryDown extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param trouble why it can't be written, a sentence without its full stop
   */
  HistoryDown(String trouble) {
    super(
        Why.UNAVAILABLE,
        trouble + ", so nothing was run; '?store=false' runs without keeping",
        Duration.ofSeconds(5));
  }
}

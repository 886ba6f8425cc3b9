package net.teardown.run;

import java.time.Duration;
import net.teardown.input.Refused;

/** The history doesn't answer, so a run that is to be kept isn't made. */
public final class HistoryDown extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param trouble why, a sentence without its end
   */
  HistoryDown(String trouble) {
    super(
        Why.UNAVAILABLE,
        trouble + ", so nothing was run; '?store=false' runs without keeping",
        Duration.ofSeconds(5));
  }
}

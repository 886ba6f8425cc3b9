package net.teardown.run;

import java.time.Duration;
import net.teardown.input.Refused;

/** Refuses a run because as many as {@code teardown.runs.max-long} allows are under way. */
public final class LongRunsFull extends Refused {

  private static final long serialVersionUID = 1L;

  LongRunsFull(int most) {
    super(
        Why.BUSY,
        "%d runs that nobody waits for are under way already (teardown.runs.max-long)"
            .formatted(most),
        Duration.ofSeconds(10));
  }
}

package net.teardown.campaign;

import java.time.Duration;
import net.teardown.input.Refused;

/**
 * Refuses a request because too many plans and reports are being computed for this one's turn to
 * come in time.
 */
public class PlanningBusy extends Refused {

  private static final long serialVersionUID = 1L;

  PlanningBusy() {
    super(
        Why.BUSY,
        "Too many campaigns are being laid out or looked at right now",
        Duration.ofSeconds(10));
  }
}

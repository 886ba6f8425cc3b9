package net.teardown.campaign;

import java.time.Duration;
import net.teardown.input.Refused;

/** So many campaigns are being laid out or drawn up that this one's turn doesn't come in time. */
public class PlanningBusy extends Refused {

  private static final long serialVersionUID = 1L;

  PlanningBusy() {
    super(
        Why.BUSY,
        "Too many campaigns are being laid out or looked at right now",
        Duration.ofSeconds(10));
  }
}

package net.teardown.campaign;

/** So many campaigns are being laid out or drawn up that this one's turn doesn't come in time. */
public class PlanningBusy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PlanningBusy() {
    super("Too many campaigns are being laid out or looked at right now");
  }
}

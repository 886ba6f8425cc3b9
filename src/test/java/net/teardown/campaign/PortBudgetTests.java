package net.teardown.campaign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PortBudgetTests {

  private static final int PORTS = 28_200;

  private final Planner planner = new Planner(Orders.MAPPER);

  @Test
  void anInitiatorThatClosesFirstHasItsPortsBackAfterAMinute() {
    assertThat(PortBudget.of(cells("{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}"), PORTS))
        .hasValue(470);
  }

  @Test
  void cellsInWhichTheResponderClosesFirstDoNotCount() {
    assertThat(PortBudget.of(cells("{\"bytesSent\": 5}"), PORTS)).isEmpty();
    Plan half =
        planner.plan(
            Orders.of(
                "{\"bytesSent\": 5, \"targetHost\": \"192.0.2.1\"}",
                Orders.axes(entry("closer", List.of("INITIATOR", "RESPONDER"))),
                1,
                InvalidCells.REFUSE));
    assertThat(PortBudget.of(half.cells(), PORTS)).hasValue(940);
  }

  @Test
  void anAbortHoldsNoPort() {
    assertThat(
            PortBudget.of(
                cells("{\"bytesSent\": 5, \"closer\": \"INITIATOR\", \"lingerSeconds\": 0}"),
                PORTS))
        .isEmpty();
  }

  @Test
  void eachTargetHasABudgetOfItsOwn() {
    Plan two =
        planner.plan(
            Orders.of(
                "{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}",
                Orders.axes(entry("targetHost", List.of("192.0.2.1", "192.0.2.2"))),
                1,
                InvalidCells.REFUSE));

    assertThat(PortBudget.of(two.cells(), PORTS)).hasValue(940);
  }

  @Test
  void onLoopbackThereIsNone() {
    Plan plan =
        planner.plan(
            Orders.of(
                "{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}",
                Orders.axes(),
                1,
                InvalidCells.REFUSE));

    assertThat(PortBudget.of(plan.cells(), PORTS)).isEmpty();
    assertThat(plan.ratePerSecond()).isNull();
  }

  private List<Cell> cells(String base) {
    return planner
        .plan(
            Orders.of(
                base,
                Orders.axes(entry("targetHost", List.of("192.0.2.1"))),
                1,
                InvalidCells.REFUSE))
        .cells();
  }
}

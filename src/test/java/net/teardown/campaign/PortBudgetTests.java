package net.teardown.campaign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortBudgetTests {

  private static final PortBudget.Kernel KERNEL = new PortBudget.Kernel(28_200, 1);

  private final Planner planner = new Planner(Orders.MAPPER);

  @Test
  void anInitiatorThatClosesFirstHasItsPortsBackAfterAMinute() {
    assertThat(elsewhere("{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}")).hasValue(470);
  }

  @Test
  void cellsInWhichTheResponderClosesFirstDoNotCount() {
    assertThat(elsewhere("{\"bytesSent\": 5}")).isEmpty();
    assertThat(
            rate(
                "{\"bytesSent\": 5, \"targetHost\": \"192.0.2.1\"}",
                entry("closer", List.of("INITIATOR", "RESPONDER"))))
        .hasValue(940);
  }

  /** Linux reuses by the addresses, whatever listens there. */
  @Test
  void aServerOnLoopbackHoldsAPortAsShortlyAsBothEndsHere() {
    for (String host : List.of("127.0.0.1", "127.9.9.9", "::1", "localhost")) {
      assertThat(
              rate(
                  "{\"server\": {\"request\": {\"text\": \"x\"}}, \"targetHost\": \"%s\", \"targetPort\": 80}"
                      .formatted(host)))
          .hasValue(21_150);
    }
    assertThat(
            rate(
                "{\"server\": {\"request\": {\"text\": \"x\"}}, \"targetHost\": \"192.0.2.1\","
                    + " \"targetPort\": 80}"))
        .hasValue(470);
  }

  @Test
  void aResetHoldsNoPort() {
    assertThat(elsewhere("{\"bytesSent\": 5, \"closer\": \"INITIATOR\", \"lingerSeconds\": 0}"))
        .isEmpty();
    assertThat(
            elsewhere(
                "{\"bytesSent\": 5, \"replyBytes\": 5, \"bytesRead\": 1, \"closer\":"
                    + " \"INITIATOR\"}"))
        .isEmpty();
    assertThat(elsewhere("{\"bytesSent\": 5, \"bytesRead\": 1, \"initiatorHalfCloses\": true}"))
        .isEmpty();
  }

  @Test
  void whatIsDrainedEndsCleanly() {
    assertThat(
            elsewhere(
                "{\"bytesSent\": 5, \"replyBytes\": 5, \"bytesRead\": 1, \"closer\":"
                    + " \"INITIATOR\", \"shutdownBeforeClose\": true, \"drainBeforeClose\": true}"))
        .hasValue(470);
  }

  @Test
  void routesToOneTargetShareItsPorts() {
    assertThat(
            rate(
                "{\"bytesSent\": 5, \"closer\": \"INITIATOR\", \"targetHost\": \"probe-b\"}",
                entry("addressFamily", List.of("ANY", "PREFER_IPV4"))))
        .hasValue(470);
  }

  @Test
  void eachTargetHasABudgetOfItsOwn() {
    assertThat(
            rate(
                "{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}",
                entry("targetHost", List.of("192.0.2.1", "192.0.2.2"))))
        .hasValue(940);
  }

  @Test
  void onLoopbackPortsComeBackAsSoonAsTheKernelSays() {
    String base = "{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}";

    assertThat(rate(base)).hasValue(28_200 * 0.75);
    assertThat(rate(base, new PortBudget.Kernel(28_200, 60))).hasValue(352.5);
    assertThat(rate("{\"bytesSent\": 5}")).isEmpty();
  }

  @Test
  void thePlanSaysWhatLimitsIt() {
    Plan plan =
        planner.plan(
            Orders.of(
                "{\"bytesSent\": 5, \"closer\": \"INITIATOR\"}",
                Orders.axes(),
                1,
                InvalidCells.REFUSE));

    assertThat(plan.ratePerSecond()).isNotNull();
    assertThat(plan.rateLimitedBy()).contains("TIME_WAIT");
  }

  private OptionalDouble elsewhere(String base) {
    return rate(base, entry("targetHost", List.of("192.0.2.1")));
  }

  @SafeVarargs
  private OptionalDouble rate(String base, Map.Entry<String, List<@Nullable Object>>... axes) {
    return rate(base, KERNEL, axes);
  }

  @SafeVarargs
  private OptionalDouble rate(
      String base, PortBudget.Kernel kernel, Map.Entry<String, List<@Nullable Object>>... axes) {
    PortBudget budget = new PortBudget(kernel);
    planner.plan(Orders.of(base, Orders.axes(axes), 1, InvalidCells.REFUSE)).cells().stream()
        .map(cell -> Objects.requireNonNull(cell.spec()))
        .forEach(budget::add);
    return budget.ratePerSecond();
  }
}

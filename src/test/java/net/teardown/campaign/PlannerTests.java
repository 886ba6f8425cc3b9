package net.teardown.campaign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTests {

  private final Planner planner = new Planner(Orders.MAPPER);

  @Test
  void theLastAxisVariesFastest() {
    Plan plan =
        plan(
            "{\"bytesSent\": 5}",
            Orders.axes(
                entry("bytesRead", List.of(0, 1)),
                entry("shutdownBeforeClose", List.of(false, true))));

    assertThat(plan.cells())
        .extracting(Cell::point)
        .containsExactly(
            Map.of("bytesRead", 0, "shutdownBeforeClose", false),
            Map.of("bytesRead", 0, "shutdownBeforeClose", true),
            Map.of("bytesRead", 1, "shutdownBeforeClose", false),
            Map.of("bytesRead", 1, "shutdownBeforeClose", true));
    assertThat(plan.spec(3).close().bytesRead()).isEqualTo(1);
    assertThat(plan.spec(3).close().shutdownBeforeClose()).isTrue();
  }

  @Test
  void everyFieldOfASpecMayBeAnAxisButThoseBesideThePhysics() {
    for (SpecField<?> each : SpecFields.ALL) {
      String field = each.part() == null ? each.name() : each.pointer();
      if (field.matches("label|compare|/?expect.*")) {
        assertThatExceptionOfType(InvalidCampaign.class)
            .as(field)
            .isThrownBy(() -> plan("{\"bytesSent\": 5}", Orders.axes(entry(field, List.of("x")))))
            .withMessageContaining("'axes." + field + "' can't be an axis");
      } else {
        List<@Nullable Object> leftOut = new ArrayList<>();
        leftOut.add(null);
        Plan plan =
            plan(
                "{\"bytesSent\": 5}",
                Orders.axes(entry(field, leftOut), entry("bytesSent", List.of(5))));
        assertThat(plan.cells()).as(field).hasSize(1);
      }
    }
  }

  @Test
  void nullLeavesAFieldOut() {
    Plan plan =
        plan(
            "{\"bytesSent\": 5, \"lingerSeconds\": 0}",
            Orders.axes(entry("lingerSeconds", Arrays.asList(null, 0))));

    assertThat(plan.spec(0).close().lingerSeconds()).isNull();
    assertThat(plan.spec(1).close().aborts()).isTrue();
  }

  @Test
  void withoutAxesThereIsOneCell() {
    assertThat(plan("{\"bytesSent\": 5}", Map.of()).cells()).hasSize(1);
  }

  @Test
  void refusedCellsRefuseTheCampaignNamingTheFirstAndHowMany() {
    Map<String, List<@Nullable Object>> axes =
        Orders.axes(entry("bytesSent", range(1, 3)), entry("bytesRead", range(0, 3)));

    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan("{}", axes))
        .withMessageContaining("3 of 12 cells")
        .withMessageContaining("{\"bytesSent\":1,\"bytesRead\":2}")
        .withMessageContaining("SKIP");
  }

  @Test
  void skippedCellsAreListedAndNotInTheTotal() {
    Plan plan =
        planner.plan(
            Orders.of(
                "{}",
                Orders.axes(entry("bytesSent", range(1, 3)), entry("bytesRead", range(0, 3))),
                10,
                InvalidCells.SKIP));

    assertThat(plan.skipped()).hasSize(3).allSatisfy(c -> assertThat(c.refusal()).isNotBlank());
    assertThat(plan.total()).isEqualTo(90);
  }

  @Test
  void aCampaignOfNothingButRefusedCellsIsRefused() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            planner.plan(
                Orders.of(
                    "{\"bytesSent\": 1}",
                    Orders.axes(entry("bytesRead", List.of(2, 3))),
                    1,
                    InvalidCells.SKIP)))
        .withMessageContaining("2 of 2 cells");
  }

  @Test
  void aWrongValueIsNamedByItsPlace() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            plan(
                "{\"bytesSent\": 5}",
                Orders.axes(entry("shutdownBeforeClose", List.of(true, "perhaps")))))
        .satisfies(e ->
            assertThat(e.violations())
                .containsExactly(
                    new Violation(
                        "/axes/shutdownBeforeClose/1", "must be true or false, not a string")));
  }

  @Test
  void theProductIsBounded() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            plan(
                "{}",
                Orders.axes(entry("bytesSent", range(1, 101)), entry("replyBytes", range(0, 100)))))
        .withMessageContaining("at most 10000 cells: bytesSent (101) x replyBytes (101)");
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            planner.plan(
                Orders.of(
                    "{\"bytesSent\": 1}",
                    Orders.axes(entry("replyBytes", range(1, 11))),
                    1_000_000,
                    InvalidCells.REFUSE)))
        .withMessageContaining("'repetitions' must be at most 909090 with 11 cells");
  }

  @Test
  void manyAxesDoNotOverflowTheBound() {
    Map<String, List<@Nullable Object>> axes =
        Orders.axes(
            entry("bytesSent", range(1, 10_000)),
            entry("bytesRead", range(0, 10_000)),
            entry("replyBytes", range(0, 10_000)),
            entry("drainMillis", range(0, 10_000)),
            entry("timeoutMillis", range(1, 10_000)));

    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan("{}", axes))
        .withMessageContaining("at most 10000 cells");
  }

  @Test
  void allThatIsWrongIsNamedAtOnce() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            planner.plan(
                new CampaignOrder(
                    " ",
                    Orders.base("{\"bytesSent\": 5, \"label\": \"x\"}"),
                    Orders.axes(
                        entry("bytesReed", List.of(1)),
                        entry("bytesRead", List.of()),
                        entry("replyBytes", List.of(1, 1))),
                    0,
                    Double.NaN,
                    InvalidCells.REFUSE,
                    null)))
        .satisfies(e ->
            assertThat(e.violations())
                .extracting(v -> v.field())
                .containsExactlyInAnyOrder(
                    "base.label",
                    "label",
                    "axes.bytesReed",
                    "axes.bytesRead",
                    "axes.replyBytes",
                    "repetitions",
                    "ratePerSecond"));
  }

  @Test
  void oneFieldIsVariedByOneAxis() {
    for (String other : List.of("/bytesSent", "/server/settleMillis")) {
      String axis = other.equals("/bytesSent") ? "bytesSent" : "server";
      List<@Nullable Object> values = other.equals("/bytesSent") ? List.of(3) : List.of(Map.of());
      assertThatExceptionOfType(InvalidCampaign.class)
          .isThrownBy(
              () -> plan("{}", Orders.axes(entry(axis, values), entry(other, List.of(1, 2)))))
          .withMessageContaining("varies what the axis '%s' varies too".formatted(axis));
    }
  }

  @Test
  void aFieldInAnObjectIsNamedByItsPointerAlone() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan("{}", Orders.axes(entry("server/settleMillis", List.of(1, 2)))))
        .withMessageContaining("is no field of a spec; did you mean '/server/settleMillis'? These");
  }

  @Test
  void aMisspeltAxisIsToldWhatItWasMeantToBe() {
    Map.of(
            "bytesSend", "bytesSent",
            "/settleMillis", "/server/settleMillis",
            "bodyBytes", "/server/request/http/bodyBytes")
        .forEach((written, meant) ->
            assertThatExceptionOfType(InvalidCampaign.class)
                .isThrownBy(() -> plan("{}", Orders.axes(entry(written, List.of(1, 2)))))
                .withMessageContaining("; did you mean '%s'?".formatted(meant)));
  }

  @Test
  void whatAllCellsShowIsBounded() {
    String text = "x".repeat(30_000);
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            plan(
                "{}",
                Orders.axes(
                    entry("/server/request/text", List.of(text, text + "y")),
                    entry("/server/silenceMillis", range(0, 99)))))
        .withMessageContaining("must come to at most 4194304 characters in all cells");
  }

  @Test
  void whatIsWrongWithABaseWithoutAxesIsNamedThere() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan("{\"bytesSent\": -1}", Map.of()))
        .satisfies(e ->
            assertThat(e.violations())
                .extracting(Violation::pointer)
                .containsExactly("/base/bytesSent"));
  }

  private Plan plan(String base, Map<String, List<@Nullable Object>> axes) {
    return planner.plan(Orders.of(base, axes, 1, InvalidCells.REFUSE));
  }

  static List<@Nullable Object> range(int from, int to) {
    return new ArrayList<>(IntStream.rangeClosed(from, to).boxed().toList());
  }
}

package net.teardown.campaign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import net.teardown.experiment.spec.FieldType;
import net.teardown.experiment.spec.PeerKind;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** For every field that may be an axis, by its pointer: two values arrive in the cells' specs. */
  @Test
  void everyFieldIsVariedByItsPointerWhereverItStands() {
    for (SpecField<?> field : SpecFields.ALL) {
      if (!field.mayBeAxis()) {
        continue;
      }
      Axes axes = Axes.of(field);
      String pointer = field.pointer();
      Plan plan = plan(axes.base(), Orders.axes(entry(pointer, axes.values())));

      assertThat(plan.cells()).as(pointer).hasSize(axes.values().size());
      for (int cell = 0; cell < axes.values().size(); cell++) {
        assertThat(plan.cells().get(cell).point())
            .isEqualTo(Map.of(pointer, axes.values().get(cell)));
        assertThat(at(plan.spec(cell), pointer))
            .as("%s of %s", pointer, plan.spec(cell))
            .containsAllEntriesOf(tree(axes.values().get(cell)));
      }
    }
  }

  /** A base and values for an axis of a field, with which every cell keeps the rules. */
  private record Axes(String base, List<@Nullable Object> values) {

    private static final String SERVER =
        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 80, \"timeoutMillis\": 9000, %s}";
    private static final String POST =
        SERVER.formatted(
            "\"server\": {\"chunkBytes\": 9, \"request\": {\"http\":"
                + " {\"method\": \"POST\", \"bodyBytes\": 5}}}");
    private static final String ACROSS =
        "{\"bytesSent\": 5, \"targetHost\": \"127.0.0.1\", \"timeoutMillis\": 9000}";
    private static final String NAMED = "{\"bytesSent\": 5, \"targetHost\": \"probe-b\"}";
    private static final String HERE = "{\"bytesSent\": 5, \"shutdownBeforeClose\": true}";

    static Axes of(SpecField<?> field) {
      String base =
          field == SpecFields.SERVER
              ? SERVER.formatted("\"bytesSent\": 5")
              : field == SpecFields.TURNS
                  ? SERVER.formatted("\"label\": null")
                  : field.pointer().startsWith("/server/")
                      ? POST
                      : field == SpecFields.DIAGNOSE
                              || field.pointer().startsWith("/target")
                              || field == SpecFields.RESPONDER_URL
                              || field == SpecFields.SOURCE_ADDRESS
                          ? ACROSS
                          : field == SpecFields.ADDRESS_FAMILY ? NAMED : HERE;
      return new Axes(base, values(field));
    }

    private static List<@Nullable Object> values(SpecField<?> field) {
      return switch (field.type()) {
        case FieldType.WholeNumber(int least, _) -> List.of(least + 1, least + 2);
        case FieldType.Truth() -> List.of(false, true);
        case FieldType.OneOf<?>(Class<?> names) when names == PeerKind.class -> List.of("LOOPBACK");
        case FieldType.OneOf<?>(Class<?> names) ->
            new ArrayList<>(Arrays.stream(names.getEnumConstants()).map(Object::toString).toList());
        case FieldType.Turns() ->
            List.of(
                List.of(Map.of("hear", Map.of("line", true))),
                List.of(Map.of("hear", Map.of("end", true))));
        case FieldType.Expression() -> List.of("a", "b");
        case FieldType.Names _ -> List.of(List.of("a"), List.of("b"));
        case FieldType.Texts() -> List.of(Map.of("X-A", "1"), Map.of("X-B", "2"));
        case FieldType.Part _ ->
            switch (field.pointer()) {
              case "/server" -> List.of(Map.of("settleMillis", 1), Map.of("settleMillis", 2));
              case "/tls" ->
                  List.of(Map.of("closeNotify", "SKIP"), Map.of("versions", List.of("TLS_1_2")));
              case "/server/tls" -> List.of(Map.of("verify", true), Map.of("alpn", List.of("h2")));
              case "/server/request" -> List.of(Map.of("text", "a"), Map.of("base64", "YQ=="));
              default -> List.of(Map.of("path", "/a"), Map.of("path", "/b"));
            };
        case FieldType.Text(_) ->
            switch (field.name()) {
              case "targetHost" -> List.of("127.0.0.1", "::1");
              case "responderUrl" -> List.of("http://127.0.0.1:80", "http://[::1]:80");
              case "sourceAddress" -> List.of("127.0.0.2", "127.0.0.3");
              case "base64" -> List.of("YQ==", "Yg==");
              case "path" -> List.of("/a", "/b");
              default -> List.of("PUT", "PATCH");
            };
        case FieldType.AnyOf<?>(Class<?> names) when names == TlsVersion.class ->
            List.of(List.of("TLS_1_2"), List.of("TLS_1_3"));
        case FieldType.AnyOf<?> _, FieldType.AnyNumber _ ->
            throw new AssertionError("values for " + field);
      };
    }
  }

  private static Map<String, Object> at(Spec spec, String pointer) {
    Object value = SpecDraft.of(spec).tree();
    for (String step : new Violation(pointer, "").path()) {
      value = Objects.requireNonNull(((Map<?, ?>) value).get(step), step);
    }
    return tree(value);
  }

  /** An object as it is; any other value as the only one of an object. */
  @SuppressWarnings("unchecked") // names are strings
  private static Map<String, Object> tree(@Nullable Object value) {
    return value instanceof Map<?, ?> object
        ? (Map<String, Object>) object
        : Map.of("value", String.valueOf(value));
  }

  @Test
  void aSingleHeaderIsAnAxisAndTheOthersStay() {
    String base =
        """
        {"targetHost": "127.0.0.1", "targetPort": 80,
         "server": {"request": {"http": {"headers": {"x-thing": "0", "X-Other": "o"}}}}}
        """;
    Plan plan =
        plan(
            base,
            Orders.axes(
                entry("/server/request/http/headers/X-Thing", Arrays.asList(null, "1", "2")),
                entry("/server/request/http/headers/X-Odd~0Name", List.of("odd"))));

    assertThat(plan.cells()).hasSize(3);
    assertThat(headers(plan, 0)).isEqualTo(Map.of("X-Other", "o", "X-Odd~Name", "odd"));
    assertThat(headers(plan, 1))
        .isEqualTo(Map.of("X-Other", "o", "X-Odd~Name", "odd", "X-Thing", "1"));
    assertThat(headers(plan, 2)).containsEntry("X-Thing", "2").doesNotContainKey("x-thing");
  }

  private static Map<String, Object> headers(Plan plan, int cell) {
    return at(plan.spec(cell), "/server/request/http/headers");
  }

  @Test
  void aPlaceWithinTurnsIsAnAxisAndTheRestStays() {
    String base =
        Axes.SERVER.formatted(
            "\"server\": {\"turns\": [{\"pauseMillis\": 1}, {\"hear\": {\"line\": true}}]}");

    Plan plan =
        plan(
            base,
            Orders.axes(
                entry("/server/turns/0/pauseMillis", List.of(10, 20)),
                entry("/server/turns/1/hear/withinMillis", List.of(5, 6))));

    assertThat(
            plan.cells().stream()
                .map(cell -> at(plan.spec(cell.index()), "/server/turns"))
                .toList()
                .toString())
        .contains("{pauseMillis=10}, {hear={line=true, withinMillis=5}}")
        .contains("{pauseMillis=20}, {hear={line=true, withinMillis=6}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/server/turns/2/pauseMillis",
        "/server/turns/x",
        "/server/turns/0/pauseMillis/y",
        "/server/turns/0/pauseMilis",
        "/server/turns/1/hear/line/x"
      })
  void aPlaceThatIsNotInTheTurnsIsNoAxis(String pointer) {
    String base =
        Axes.SERVER.formatted(
            "\"server\": {\"turns\": [{\"pauseMillis\": 1}, {\"hear\": {\"line\": true}}]}");

    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan(base, Orders.axes(entry(pointer, List.of(10, 20)))))
        .withMessageContaining("turns");
  }

  @Test
  void aSecretTurnIsNoPartOfACampaign() {
    String turns =
        "\"server\": {\"turns\": [{\"pauseMillis\": 1}, {\"say\": {\"text\": \"x\"%s}}]}";
    Map<String, Object> secret = Map.of("say", Map.of("text", "y", "secret", true));

    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            plan(
                Axes.SERVER.formatted(turns.formatted(", \"secret\": true")),
                Orders.axes(entry("/server/turns/0/pauseMillis", List.of(1, 2)))))
        .withMessageContaining("base.server.turns[1].say.secret");
    for (Map.Entry<String, List<Object>> axis :
        Map.<String, List<Object>>of(
                "/server/turns/1", List.of(secret),
                "/server/turns", List.of(List.of(secret)))
            .entrySet()) {
      assertThatExceptionOfType(InvalidCampaign.class)
          .as(axis.getKey())
          .isThrownBy(() ->
              plan(
                  Axes.SERVER.formatted(turns.formatted("")),
                  Orders.axes(entry(axis.getKey(), axis.getValue()))))
          .withMessageContaining("can't stand in a campaign");
    }
  }

  @Test
  void aHeaderThatIsNoAxisIsToldSo() {
    Map.of(
            "/server/request/http/headers/X-A", "/axes/~1server~1request~1http~1headers~1X-A/0",
            "/server/request/http/headers/Host", "/axes")
        .forEach((axis, place) ->
            assertThatExceptionOfType(InvalidCampaign.class)
                .isThrownBy(() ->
                    plan(
                        "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 80}",
                        Orders.axes(
                            entry(axis, List.of(axis.endsWith("Host") ? "other.example" : 5)))))
                .satisfies(e ->
                    assertThat(e.violations())
                        .extracting(Violation::pointer)
                        .containsExactly(place))
                .withMessageContaining(
                    axis.endsWith("Host")
                        ? "must not say Host"
                        : "must be a string, not a number"));
    for (String other :
        List.of("/server/request/http/headers", "/server/request/http/headers/x-a")) {
      assertThatExceptionOfType(InvalidCampaign.class)
          .isThrownBy(() ->
              plan(
                  "{}",
                  Orders.axes(
                      entry("/server/request/http/headers/X-A", List.of("1")),
                      entry(other, List.of(other.endsWith("a") ? "2" : Map.of("X-B", "2"))))))
          .withMessageContaining("varies too");
    }
  }

  @Test
  void aHeaderThatIsSecretIsShownMasked() {
    Plan plan =
        plan(
            "{\"targetHost\": \"127.0.0.1\", \"targetPort\": 80, \"server\": {\"request\":"
                + " {\"http\": {}}}}",
            Orders.axes(
                entry(
                    "/server/request/http/headers/Authorization",
                    Arrays.asList(null, "Bearer secret"))));

    assertThat(plan.cells().get(1).point().values()).containsExactly("***");
    assertThat(headers(plan, 1)).isEqualTo(Map.of("Authorization", "Bearer secret"));
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
                    null,
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
  void aPauseIsLookedForAmongTheTurnsOfTheBase() {
    String turns =
        """
        {"server": {"turns": [{"pauseMillis": 1}, {"say": {"text": "a"}}, {"pauseMillis": 1}]},
         "targetHost": "127.0.0.1", "targetPort": 80}\
        """;
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan(turns, Orders.axes(entry("pauseMillis", List.of(1, 2)))))
        .withMessageContaining("is now '/server/turns/2/pauseMillis'");
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan(turns, Orders.axes(entry("/pauseMillis", List.of(1, 2)))))
        .withMessageContaining("did you mean '/server/turns/2/pauseMillis'? These");
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() -> plan("{}", Orders.axes(entry("/pauseMillis", List.of(1, 2)))))
        .withMessageContaining("did you mean '/server/pauseMillis'? These");
  }

  @Test
  void aTildeInAPointerIsAnEscapeOfTwoKindsOnly() {
    for (String axis :
        List.of("/server/request/http/headers/X~2", "/server/request/http/headers/X~")) {
      assertThatExceptionOfType(InvalidCampaign.class)
          .isThrownBy(() -> plan("{}", Orders.axes(entry(axis, List.of("a", "b")))))
          .withMessageContaining("is no JSON pointer: behind '~' must stand 0");
    }
  }

  @Test
  void theFieldsThatMayBeAxesAreListedOnceForAllThatAreNone() {
    assertThatExceptionOfType(InvalidCampaign.class)
        .isThrownBy(() ->
            plan(
                "{}",
                Orders.axes(entry("colour", List.of(1, 2)), entry("bytesSend", List.of(1, 2)))))
        .satisfies(e ->
            assertThat(String.valueOf(e.getMessage()))
                .containsOnlyOnce("These are: ")
                .contains("did you mean 'bytesSent'?"));
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

package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows from the table of fields. */
class SpecFieldsTests {

  @Test
  void theReadmeKnowsEveryFieldAndNamesItsDefault() throws Exception {
    List<String> rows =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    for (SpecField<?> field : SpecFields.ALL) {
      if (field.part() == SpecFields.HTTP || field.part() == SpecFields.EXPECT) {
        String inRow = "`" + field.name() + "`";
        assertThat(rows).as(field.pointer()).anyMatch(row -> row.contains(inRow));
      } else if (!List.of(SpecFields.REQUEST, SpecFields.PEER).contains(field)) {
        String name = "`" + new Violation(field.pointer(), "").field() + "`";
        List<String> own = rows.stream().filter(row -> names(row).contains(name)).toList();
        assertThat(own).as(field.pointer()).isNotEmpty();
        if (field.fallback() instanceof Integer number && number > 0) {
          assertThat(own.getFirst().split("\\|", -1)[2]).contains(number.toString());
        }
      }
    }
  }

  /** What a table's row is about: {@code `a`, `b`}. */
  private static List<String> names(String row) {
    return List.of(row.split("\\|", -1)[1].strip().split(", ", -1));
  }

  @Test
  void whatIsWrongWithFieldsIsNamedAllAtOnce() {
    InvalidSpec refused =
        catchThrowableOfType(
            InvalidSpec.class,
            () ->
                SpecDraft.read(
                    Map.of(
                        "byteSent",
                        1,
                        "bytesRead",
                        "x",
                        "server",
                        Map.of("request", Map.of("http", Map.of("paht", "/"))))));

    assertThat(refused.violations())
        .extracting(Violation::sentence)
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).startsWith("'byteSent' is unknown; did you mean 'bytesSent'?"),
            one -> assertThat(one).isEqualTo("'bytesRead' must be a whole number, not a string"),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "'server.request.http.paht' is unknown; did you mean 'path'? Known are"
                            + " method, path, host, headers, bodyBytes, chunked, expectContinue"));
  }

  @Test
  void aWholeNumberIsWholeHoweverItIsWritten() {
    assertThat(SpecDraft.read(Map.of("bytesSent", 5.0))).isEqualTo(SpecDraft.read(Map.of("bytesSent", 5)));
    for (Object other : List.of(5.5, 5e9, Double.NaN)) {
      assertThatExceptionOfType(InvalidSpec.class)
          .isThrownBy(() -> SpecDraft.read(Map.of("bytesSent", other)))
          .withMessageContaining("must be a whole number");
    }
  }

  @Test
  void aFieldThatStandsWhereItWasAndWhereItIsIsRefused() {
    for (String name : List.of("chunkBytes", "settleMillis")) {
      assertThatExceptionOfType(InvalidSpec.class)
          .isThrownBy(() -> FlatSpec.translated(Map.of(name, 10, "server", Map.of(name, 20))))
          .withMessageContaining("stands outside 'server' too");
    }
  }

  @Test
  void anOverrideGoesIntoObjectsFieldByField() {
    SpecDraft scenario =
        SpecDraft.of(SpecFields.METHOD, "POST")
            .with(SpecFields.BODY_BYTES, 10)
            .with(SpecFields.SETTLE_MILLIS, 300);
    SpecDraft override =
        SpecDraft.read(
            Map.of(
                "server",
                Map.of("request", Map.of("http", Map.of("path", "/u")), "silenceMillis", 5)));

    assertThat(scenario.overriddenBy(override))
        .isEqualTo(scenario.with(SpecFields.PATH, "/u").with(SpecFields.SILENCE_MILLIS, 5));
  }

  @Test
  void oneWayToSayItTakesThePlaceOfTheOther() {
    SpecDraft http = SpecDraft.of(SpecFields.METHOD, "POST").with(SpecFields.BODY_BYTES, 10);

    assertThat(http.overriddenBy(SpecDraft.of(SpecFields.TEXT, "x")))
        .isEqualTo(SpecDraft.of(SpecFields.TEXT, "x"));
  }

  @Test
  void nullTakesBackWhatWasSaidAndAllThatIsInIt() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("server", null);
    tree.put("lingerSeconds", null);
    SpecDraft scenario =
        SpecDraft.of(SpecFields.BODY_BYTES, 10)
            .with(SpecFields.LINGER_SECONDS, 0)
            .with(SpecFields.BYTES_SENT, 5);

    SpecDraft merged = scenario.overriddenBy(SpecDraft.read(tree));

    assertThat(merged.says(SpecFields.SERVER)).isFalse();
    assertThat(merged.says(SpecFields.BODY_BYTES)).isFalse();
    assertThat(merged.toSpec()).isEqualTo(SpecDraft.of(SpecFields.BYTES_SENT, 5).toSpec());
  }

  @Test
  void anOverrideMayTakeBackAnyFieldAndASpecOnlyThoseThatMayBeAbsent() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("bytesRead", null);
    SpecDraft scenario = SpecDraft.of(SpecFields.BYTES_SENT, 5).with(SpecFields.BYTES_READ, 1);

    assertThat(scenario.overriddenBy(SpecDraft.readOverride(tree)).toSpec().close().bytesRead())
        .isEqualTo(5);
    assertThat(catchThrowableOfType(InvalidSpec.class, () -> SpecDraft.read(tree)))
        .hasMessage("'bytesRead' must not be null: leave it out");
  }

  @Test
  void whatHasNoMeaningForTheOtherEndMayBeSaidWithItsDefaultAlone() {
    SpecDraft loopback = SpecDraft.of(SpecFields.BYTES_SENT, 5);

    assertThat(loopback.with(SpecFields.DIAGNOSE, false).toSpec()).isEqualTo(loopback.toSpec());
    assertThat(
            catchThrowableOfType(
                    InvalidSpec.class, () -> loopback.with(SpecFields.DIAGNOSE, true).toSpec())
                .violations())
        .singleElement()
        .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/diagnose"));
  }

  @Test
  void aSpecOfTheFirstReleaseIsTranslatedWhereItWasKept() {
    Map<String, Object> flat =
        Map.of(
            "peer",
            "SERVER",
            "targetHost",
            "h",
            "targetPort",
            80,
            "request",
            Map.of("text", "x"),
            "settleMillis",
            70);

    assertThat(SpecDraft.readKept(flat))
        .isEqualTo(
            SpecDraft.of(SpecFields.PEER, PeerKind.SERVER)
                .with(SpecFields.TARGET_HOST, "h")
                .with(SpecFields.TARGET_PORT, 80)
                .with(SpecFields.TEXT, "x")
                .with(SpecFields.SETTLE_MILLIS, 70)
                .with(SpecFields.SILENCE_MILLIS, 70));
    assertThat(catchThrowableOfType(InvalidSpec.class, () -> SpecDraft.read(flat)).getMessage())
        .contains("'request' is now 'server.request'")
        .contains("'settleMillis' is now 'server.settleMillis'");
  }

  @Test
  void aKindThatIsSaidMustAgreeWithTheRest() {
    assertThat(
            catchThrowableOfType(
                InvalidSpec.class,
                () ->
                    SpecDraft.of(SpecFields.BYTES_SENT, 1)
                        .with(SpecFields.PEER, PeerKind.SERVER)
                        .with(SpecFields.TARGET_HOST, "h")
                        .toSpec()))
        .hasMessageContaining("'server' is required with 'peer': \"SERVER\"");
    assertThat(
            catchThrowableOfType(
                InvalidSpec.class,
                () ->
                    SpecDraft.of(SpecFields.BYTES_SENT, 1)
                        .with(SpecFields.PEER, PeerKind.RESPONDER)
                        .with(SpecFields.SERVER, true)
                        .with(SpecFields.TARGET_HOST, "h")
                        .with(SpecFields.TARGET_PORT, 80)
                        .toSpec()))
        .hasMessageContaining("'server' must be absent with 'peer': \"RESPONDER\"");
  }
}

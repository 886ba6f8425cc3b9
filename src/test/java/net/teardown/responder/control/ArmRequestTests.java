package net.teardown.responder.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.AddressFamily;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.formats.Golden;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ArmRequestTests {

  private static final SpecDraft PAPER =
      SpecDraft.of(
          SpecDraft.of(SpecFields.BYTES_SENT, 5)
              .with(SpecFields.BYTES_READ, 1)
              .with(SpecFields.TARGET_HOST, "probe-b")
              .toSpec());

  /** An older responder refuses a field that it doesn't know, whatever its value. */
  @Test
  void aFieldThatCameLaterIsToldOnlyWhereItSaysSomething() {
    Set<String> always = Set.of("/bytesSent", "/targetHost", "/label");
    SpecDraft later =
        PAPER.with(SpecFields.DRAIN_MILLIS, 250).with(SpecFields.DRAIN_BEFORE_CLOSE, true);

    assertThat(ArmRequest.needed(later, always).tree())
        .containsOnlyKeys(
            "bytesSent",
            "bytesRead",
            "drainBeforeClose",
            "drainMillis",
            "peer",
            "targetHost",
            "targetPort",
            "responderUrl",
            "label")
        .containsEntry("label", null)
        .containsEntry("drainMillis", 250);
  }

  @Test
  void aSilenceIsToldWhereThereIsOne() {
    SpecDraft silent = PAPER.with(SpecFields.IDLE_MILLIS, 3_000);

    assertThat(ArmRequest.of(silent.toSpec(), 4_987, "probe-a").spec().tree())
        .containsEntry("idleMillis", 3_000);
    assertThat(ArmRequest.of(PAPER.toSpec(), 4_987, "probe-a").spec().tree())
        .doesNotContainKey("idleMillis");
  }

  /** An object with nothing but defaults in it is the whole difference here. */
  @Test
  void thatBothSpeakTlsIsToldWhereTheyDo() {
    SpecDraft secured = PAPER.with(SpecFields.OWN_TLS, true).with(SpecFields.BYTES_READ, 0);

    assertThat(ArmRequest.of(secured.toSpec(), 4_987, "probe-a").spec())
        .satisfies(told -> assertThat(told.tree()).containsEntry("tls", Map.of()))
        .satisfies(told ->
            assertThat(told.toSpec().exchange().tls())
                .isEqualTo(secured.toSpec().exchange().tls()));
    assertThat(ArmRequest.of(PAPER.toSpec(), 4_987, "probe-a").spec().tree())
        .doesNotContainKey("tls");
  }

  /** They concern the initiator alone. */
  @Test
  void whereTheConnectionComesFromIsNeverTold() {
    SpecDraft routed =
        PAPER
            .with(SpecFields.SOURCE_ADDRESS, "10.1.2.3")
            .with(SpecFields.ADDRESS_FAMILY, AddressFamily.ONLY_IPV4);

    assertThat(ArmRequest.of(routed.toSpec(), 4_987, "probe-a"))
        .isEqualTo(ArmRequest.of(PAPER.toSpec(), 4_987, "probe-a"));
  }

  @Test
  void anObjectIsToldOnlyWithWhatIsSaidInIt() {
    SpecDraft server = PAPER.with(SpecFields.PAUSE_MILLIS, 0).with(SpecFields.SETTLE_MILLIS, 350);

    assertThat(ArmRequest.needed(server, Set.of()).tree())
        .containsEntry("server", Map.of("settleMillis", 350));
    assertThat(ArmRequest.needed(PAPER.with(SpecFields.PAUSE_MILLIS, 0), Set.of()).tree())
        .doesNotContainKey("server");
  }

  /** Whatever fields there are by now, 0.1.0 is sent only those that it knows. */
  @Test
  void anOrdinaryRunTellsNothingThatTheFirstVersionDoesNotKnow() {
    Set<String> known =
        JsonMapper.shared()
            .readTree(Golden.of("control/arming.json").text())
            .path("spec")
            .propertyNames()
            .stream()
            .collect(Collectors.toSet());

    SpecDraft told = ArmRequest.of(PAPER.toSpec(), 4_987, "probe-a").spec();

    assertThat(told.tree().keySet()).containsExactlyInAnyOrderElementsOf(known);
    assertThat(told.toSpec()).isEqualTo(PAPER.toSpec());
    assertThat(SpecFields.ALL).extracting(SpecField::name).containsAll(known);
  }
}

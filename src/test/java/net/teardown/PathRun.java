package net.teardown;

import java.util.List;
import java.util.Optional;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.outcome.Diagnosis.Kind;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The outcome of a run between two hosts, as the API answered it. */
record PathRun(JsonNode outcome) {

  Verdict verdict() {
    return Verdict.valueOf(outcome.get("verdict").asString());
  }

  @Nullable Reason reason() {
    JsonNode reason = outcome.get("reason");
    return reason.isNull() ? null : Reason.valueOf(reason.asString());
  }

  Delivery delivery() {
    return Delivery.valueOf(outcome.get("delivery").asString());
  }

  /** The message of an error; empty if there was none. */
  String detail() {
    return outcome.path("detail").asString("");
  }

  String explanation() {
    return outcome.get("explanation").asString();
  }

  /** The kinds of finding about the path. */
  List<Kind> kinds() {
    return outcome
        .path("diagnosis")
        .path("findings")
        .valueStream()
        .map(finding -> Kind.valueOf(finding.get("kind").asString()))
        .toList();
  }

  /** Whether this is found and proven. */
  boolean confirmed(Kind kind) {
    return outcome
        .path("diagnosis")
        .path("findings")
        .valueStream()
        .anyMatch(finding ->
            finding.get("kind").asString().equals(kind.name())
                && finding.get("confirmed").asBoolean());
  }

  /** The answer to the initiator's byte after the evidence; null if it sent none. */
  @Nullable ProbeAnswer probe() {
    return Optional.ofNullable(outcome.get("initiator").get("probe"))
        .map(probe -> ProbeAnswer.valueOf(probe.asString()))
        .orElse(null);
  }

  /** The responder's state when it closed. */
  String stateAtClose() {
    return outcome.get("responder").get("stateAtClose").asString();
  }

  long settledMicros() {
    return outcome.get("settledMicros").asLong();
  }

  long tookMillis() {
    return outcome.get("durationMicros").asLong() / 1000;
  }

  /** The whole response, to analyse a failure. */
  @Override
  public String toString() {
    return outcome.toPrettyString();
  }
}

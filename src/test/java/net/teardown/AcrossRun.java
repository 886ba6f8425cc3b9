package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.util.List;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One experiment between two hosts, as requested and answered over HTTP.
 *
 * @param spec the requested spec with defaults filled in
 * @param outcome the response
 */
record AcrossRun(Spec spec, JsonNode outcome) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String EXPERIMENTS = "/api/v1/experiments";

  /**
   * Requests one.
   *
   * @param target the address of the other host
   * @param fields the fields of the body, a JSON object with single quotes and without braces
   */
  static AcrossRun of(ServiceProcess instance, InetAddress target, String fields)
      throws IOException, InterruptedException {
    String body =
        "{%s,'targetHost':'%s'}".formatted(fields, target.getHostAddress()).replace('\'', '"');
    HttpResponse<String> response = instance.post(EXPERIMENTS, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return new AcrossRun(
        SpecDraft.read(JSON.readValue(body, Object.class)).toSpec(),
        JSON.readTree(response.body()));
  }

  Verdict verdict() {
    return Verdict.valueOf(outcome.get("verdict").asString());
  }

  Delivery delivery() {
    return Delivery.valueOf(outcome.get("delivery").asString());
  }

  /** Whether theory allows both verdict and delivery. */
  boolean asPredicted() {
    return outcome.get("asPredicted").asBoolean(false);
  }

  /**
   * The findings against the path. Loss and reordering don't count: two cores that forward for one
   * cable do reorder.
   */
  List<String> accusations() {
    return outcome
        .at("/diagnosis/findings")
        .valueStream()
        .map(finding -> finding.get("kind").asString())
        .filter(kind -> !kind.equals("LOSSY") && !kind.equals("REORDERS"))
        .toList();
  }

  long durationMicros() {
    return outcome.get("durationMicros").asLong();
  }

  JsonNode initiator() {
    return outcome.get("initiator");
  }

  JsonNode responder() {
    return outcome.get("responder");
  }

  /** The end that closed first. */
  JsonNode closer() {
    return spec.closer() == Closer.RESPONDER ? responder() : initiator();
  }

  /** The observer. */
  JsonNode observer() {
    return spec.closer() == Closer.RESPONDER ? initiator() : responder();
  }

  /** The evidence of the observer's kernel. */
  JsonNode evidence() {
    return observer().path("evidence");
  }

  /** The whole response, to analyse a failure. */
  @Override
  public String toString() {
    return outcome.toPrettyString();
  }
}

package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.spec.SpecField;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiIT extends ApiServer {

  private JsonNode api;

  @BeforeEach
  void read() throws Exception {
    api = get("/v3/api-docs").json();
  }

  @Test
  void saysWhatItIs() {
    assertThat(api.path("openapi").asString()).startsWith("3.1");
    assertThat(api.at("/info/title").asString()).isEqualTo("Teardown");
    assertThat(api.at("/info/version").asString()).isNotBlank().isNotEqualTo("unknown");
    assertThat(api.at("/info/description").asString()).isNotBlank();
    assertThat(api.at("/info/license/identifier").asString()).isEqualTo("Apache-2.0");
    assertThat(api.at("/servers/0/url").asString()).isEqualTo("/");
  }

  @Test
  void everyOperationCanBeGeneratedFrom() {
    List<String> ids = new ArrayList<>();
    for (JsonNode operation : operations()) {
      ids.add(operation.path("operationId").asString());
      assertThat(operation.path("summary").asString()).isNotBlank();
      assertThat(operation.path("tags").size()).isEqualTo(1);
      assertThat(operation.path("responses").propertyNames())
          .anyMatch(status -> status.startsWith("2"));
      if (!operation.at("/tags/0").asString().equals("For machines")) {
        assertThat(operation.path("responses").propertyNames()).contains("400", "406", "500");
      }
      for (JsonNode parameter : operation.path("parameters")) {
        assertThat(parameter.path("description").asString()).as(parameter.toString()).isNotBlank();
        assertThat(parameter.path("schema").toString()).doesNotContain("null");
      }
    }
    assertThat(ids)
        .containsExactlyInAnyOrder(
            "runExperiment",
            "listExperiments",
            "summariseExperiments",
            "getExperiment",
            "deleteExperiment",
            "listMonitors",
            "getMonitor",
            "getMesh",
            "listModules",
            "listScenarios",
            "getScenario",
            "runScenario",
            "startCampaign",
            "listCampaigns",
            "getCampaign",
            "watchCampaign",
            "getCampaignResults",
            "cancelCampaign",
            "resumeCampaign",
            "deleteCampaign",
            "getInfo",
            "getEnvironment",
            "probe",
            "scrape",
            "live",
            "ready");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : api.findValues("$ref")) {
      assertThat(api.at(reference.asString().substring(1)).isMissingNode())
          .as(reference.asString())
          .isFalse();
    }
  }

  @Test
  void noAnswerIsOfferedInAnotherType() {
    Set<String> types = new TreeSet<>();
    api.findValues("content").forEach(content -> types.addAll(content.propertyNames()));

    assertThat(types)
        .containsExactly(
            "application/json",
            "application/problem+json",
            "application/x-ndjson",
            "image/svg+xml",
            "text/csv",
            "text/event-stream",
            "text/plain");
  }

  @Test
  void everyFormatThatIsOfferedIsAnsweredInATypeThatIsPromised() throws Exception {
    Map<String, String> asked =
        Map.ofEntries(
            Map.entry(
                "/api/v1/experiments/{id}", post("/api/v1/experiments", ECHO).header("Location")),
            Map.entry("/api/v1/mesh", "/api/v1/mesh"),
            Map.entry("/api/v1/experiments", "/api/v1/experiments"),
            Map.entry("/api/v1/experiments/summary", "/api/v1/experiments/summary"),
            Map.entry("/api/v1/campaigns", "/api/v1/campaigns"),
            Map.entry("/api/v1/monitors", "/api/v1/monitors"),
            Map.entry("/api/v1/modules", "/api/v1/modules"),
            Map.entry("/api/v1/info", "/api/v1/info"),
            Map.entry("/api/v1/scenarios", "/api/v1/scenarios"),
            Map.entry("/api/v1/scenarios/{name}", "/api/v1/scenarios/echo-many-bytes"));
    for (Map.Entry<String, String> each : asked.entrySet()) {
      JsonNode operation = api.path("paths").path(each.getKey()).path("get");
      Set<String> answered = new TreeSet<>();
      for (String word : formats(operation)) {
        Answer answer = get(each.getValue() + "?format=" + word);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        answered.add(answer.contentType().split(";", -1)[0]);
      }
      assertThat(operation.at("/responses/200/content").propertyNames())
          .as(each.getKey())
          .hasSizeGreaterThan(1)
          .containsExactlyInAnyOrderElementsOf(answered);
    }
  }

  @Test
  void runsAnswer201And200AndEveryProblemTheyMay() {
    JsonNode run = api.at("/paths/~1api~1v1~1experiments/post");

    assertThat(run.path("responses").propertyNames())
        .containsExactlyInAnyOrder(
            "200", "201", "400", "401", "403", "406", "413", "415", "421", "422", "429", "500",
            "503");
    assertThat(run.at("/responses/201/headers").has("Location")).isTrue();
    for (String status : new String[] {"200", "201"}) {
      assertThat(run.at("/responses/" + status + "/content").propertyNames())
          .containsExactlyInAnyOrder("application/json", "text/plain", "image/svg+xml");
    }
    assertThat(api.at("/components/responses/Problem422/headers").has("Location")).isTrue();
    assertThat(api.at("/components/responses/Problem429/headers").has("Retry-After")).isTrue();
    assertThat(api.at("/paths/~1api~1v1~1scenarios~1{name}~1runs/post/responses").propertyNames())
        .contains("404");
  }

  @Test
  void everythingMayAskForTheTokenAndWhatRunsOrChangesMayBeForbidden() {
    assertThat(api.at("/components/securitySchemes/token/type").asString()).isEqualTo("http");
    assertThat(api.at("/components/securitySchemes/token/scheme").asString()).isEqualTo("bearer");
    assertThat(api.has("security")).isFalse();
    for (JsonNode path : api.path("paths")) {
      path.properties()
          .forEach(operation -> {
            JsonNode value = operation.getValue();
            String id = value.path("operationId").asString();
            if (value.at("/tags/0").asString().equals("For machines")) {
              return;
            }
            boolean onlyReads = operation.getKey().equals("get") && !id.equals("getMesh");
            assertThat(value.path("security").toString()).as(id).isEqualTo("[{\"token\":[]}]");
            assertThat(value.path("responses").has("401")).isTrue();
            assertThat(value.path("responses").has("403")).as(id).isEqualTo(!onlyReads);
            assertThat(value.path("responses").has("421")).isTrue();
          });
    }
    assertThat(api.at("/components/responses/Problem401/headers").has("WWW-Authenticate")).isTrue();
  }

  @Test
  void tryItOutWorksTheFirstTime() throws Exception {
    JsonNode example =
        api.at(
            "/paths/~1api~1v1~1experiments/post/requestBody/content/application~1json/examples/reset/value");
    assertThat(example).isEqualTo(mapper.readTree(ECHO));
    assertThat(post("/api/v1/experiments", example.toString()).status()).isEqualTo(201);

    JsonNode run = api.at("/paths/~1api~1v1~1scenarios~1{name}~1runs/post");
    JsonNode name =
        run.path("parameters")
            .valueStream()
            .filter(p -> p.path("in").asString().equals("path"))
            .findFirst()
            .orElseThrow();
    assertThat(name.path("example").asString()).isEqualTo("echo-many-bytes");
    assertThat(run.at("/requestBody/required").asBoolean(false)).isFalse();
    JsonNode examples = run.at("/requestBody/content/application~1json/examples");
    assertThat(examples.propertyNames())
        .as("one of each group")
        .extracting(this::groupOf)
        .containsExactly("PAPER", "LOOPBACK", "RESPONDER", "SERVER");
    for (String scenario : examples.propertyNames()) {
      Answer answer =
          post(
              "/api/v1/scenarios/%s/runs".formatted(scenario),
              examples.path(scenario).path("value").toString());
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }
  }

  @Test
  void operationsStandInTheOrderOfUseAndFieldsInThatOfTheDocuments() {
    assertThat(api.path("paths").propertyNames())
        .containsSubsequence(
            "/api/v1/experiments",
            "/api/v1/experiments/{id}",
            "/api/v1/scenarios",
            "/api/v1/scenarios/{name}/runs",
            "/api/v1/campaigns",
            "/api/v1/campaigns/{id}/cancellation",
            "/api/v1/monitors",
            "/probe",
            "/api/v1/info");
    assertThat(api.at("/components/schemas/Spec/properties").propertyNames())
        .containsExactlyElementsOf(SpecFields.within(null).stream().map(SpecField::name).toList());
  }

  @Test
  void everyErrorHasAnExampleOfItsOwn() {
    Set<String> details = new TreeSet<>();
    JsonNode responses = api.at("/components/responses");
    for (String name : responses.propertyNames()) {
      JsonNode example = responses.path(name).at("/content/application~1problem+json/example");
      assertThat("Problem" + example.path("status").asInt()).isEqualTo(name);
      details.add(example.path("detail").asString());
    }
    assertThat(details).hasSize(responses.size());
  }

  @Test
  void theRequestRequiresNothingThatAServerWouldNotBeTold() {
    assertThat(api.at("/components/schemas/Spec").has("required")).isFalse();
    assertThat(api.at("/components/schemas/Server/properties/request/anyOf/0/$ref").asString())
        .isEqualTo("#/components/schemas/Request");
    assertThat(api.at("/components/schemas/Spec/properties/bytesSent/maximum").asInt())
        .isEqualTo(16 * 1024 * 1024);
    assertThat(api.at("/components/schemas/SpecOverride").has("required")).isFalse();
    assertThat(api.at("/components/schemas/SpecOverride/properties"))
        .isEqualTo(api.at("/components/schemas/Spec/properties"));
  }

  @Test
  void enumsAreThoseOfTheWire() {
    assertThat(strings(api.at("/components/schemas/Verdict/enum")))
        .isEqualTo(names(Verdict.values()));
    assertThat(strings(api.at("/components/schemas/Reason/enum")))
        .isEqualTo(names(Reason.values()));
    assertThat(strings(api.at("/components/schemas/Call/enum")))
        .isEqualTo(Arrays.stream(Call.values()).map(Call::toString).toList());
  }

  @Test
  void whatIsAlwaysThereIsRequiredAndWhatMayBeNullSaysSo() throws Exception {
    String location = post("/api/v1/experiments", ECHO).header("Location");
    for (String answer :
        new String[] {
          location,
          "/api/v1/experiments?size=3",
          "/api/v1/experiments/summary",
          "/api/v1/info",
          "/api/v1/scenarios"
        }) {
      String schema =
          answer.equals(location)
              ? "Outcome"
              : answer.contains("size")
                  ? "OutcomePage"
                  : answer.contains("summary")
                      ? "Summary"
                      : answer.contains("info") ? "Info" : "ScenarioList";
      assertFits(get(answer).json(), reference(schema), answer);
    }
    assertFits(get("/nothing").json(), reference("Problem"), "a problem");
    assertFits(
        post("/api/v1/experiments", "{}").json(), reference("Problem"), "a problem with flaws");
    assertThat(strings(api.at("/components/schemas/Outcome/required")))
        .contains("reason", "verdict")
        .doesNotContain("id");
    assertThat(strings(api.at("/components/schemas/End/required")))
        .doesNotContain("evidence", "unreadAtClose", "steps");
  }

  /** Asserts that a value conforms to its schema, as far as this document's keywords go. */
  private void assertFits(JsonNode value, JsonNode schema, String where) {
    if (schema.has("$ref")) {
      assertFits(value, api.at(schema.path("$ref").asString().substring(1)), where);
      return;
    }
    if (schema.has("anyOf")) {
      if (!value.isNull()) {
        assertFits(value, schema.path("anyOf").get(0), where);
      }
      return;
    }
    List<String> types =
        schema.path("type").isArray()
            ? strings(schema.path("type"))
            : List.of(schema.path("type").asString());
    assertThat(types).as(where).contains(typeOf(value));
    if (schema.has("enum")) {
      assertThat(strings(schema.path("enum"))).as(where).contains(value.asString());
    }
    if (value.isObject() && schema.has("properties")) {
      assertThat(schema.path("properties").propertyNames())
          .as(where)
          .containsAll(value.propertyNames());
      assertThat(value.propertyNames()).as(where).containsAll(strings(schema.path("required")));
      value
          .properties()
          .forEach(field ->
              assertFits(
                  field.getValue(),
                  schema.at("/properties/" + field.getKey()),
                  where + "/" + field.getKey()));
    }
    if (value.isArray()) {
      value.forEach(item -> assertFits(item, schema.path("items"), where + "/*"));
    }
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> "integer";
      case NULL -> "null";
      case BINARY, MISSING, POJO -> "none";
    };
  }

  private String groupOf(String scenario) throws Exception {
    return get("/api/v1/scenarios/" + scenario).json().path("group").asString();
  }

  private JsonNode reference(String schema) {
    return mapper.createObjectNode().put("$ref", "#/components/schemas/" + schema);
  }

  private static List<String> formats(JsonNode operation) {
    return operation
        .path("parameters")
        .valueStream()
        .filter(parameter -> parameter.path("name").asString().equals("format"))
        .flatMap(parameter -> strings(parameter.at("/schema/enum")).stream())
        .toList();
  }

  private List<JsonNode> operations() {
    return api.path("paths").valueStream().flatMap(JsonNode::valueStream).toList();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}

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
import tools.jackson.databind.node.ObjectNode;

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
  void noFieldHidesAPackageInAGeneratedClient() {
    // A generated class has its fields as variables, and names packages in full.
    Set<String> packages = Set.of("java", "javax", "jakarta", "com", "org");
    api.path("components")
        .path("schemas")
        .properties()
        .forEach(schema ->
            assertThat(schema.getValue().path("properties").propertyNames())
                .as(schema.getKey())
                .doesNotContainAnyElementsOf(packages));
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
            "predict",
            "listExperiments",
            "summariseExperiments",
            "followExperiments",
            "getExperiment",
            "deleteExperiment",
            "cancelExperiment",
            "listMonitors",
            "getMonitor",
            "getMonitorSeries",
            "getMesh",
            "listModules",
            "getAtlas",
            "listProbes",
            "getProbe",
            "listScenarios",
            "getScenario",
            "runScenario",
            "startCampaign",
            "planCampaign",
            "listCampaigns",
            "getCampaign",
            "watchCampaign",
            "getCampaignResults",
            "listCampaignRuns",
            "cancelCampaign",
            "resumeCampaign",
            "deleteCampaign",
            "getInfo",
            "getEnvironment",
            "probe",
            "scrape",
            "live",
            "ready",
            "liveInAWord",
            "readyInAWord",
            "health");
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
            "application/openmetrics-text",
            "application/problem+json",
            "application/vnd.google.protobuf",
            "application/vnd.spring-boot.actuator.v2+json",
            "application/vnd.spring-boot.actuator.v3+json",
            "application/vnd.teardown.ladder+json",
            "application/x-ndjson",
            "image/svg+xml",
            "text/csv",
            "text/event-stream",
            "text/plain");
  }

  @Test
  void everyFormatThatIsOfferedIsAnsweredInATypeThatIsPromised() throws Exception {
    get("/probe?module=loopback");
    long probe = get("/api/v1/probes").json().at("/items/0/number").asLong();
    Map<String, String> asked =
        Map.ofEntries(
            Map.entry("/api/v1/probes", "/api/v1/probes"),
            Map.entry("/api/v1/probes/{number}", "/api/v1/probes/" + probe),
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

  /** All but the metrics, whose export a Spring context for tests switches off. */
  @Test
  void whatStandsBesideTheApiAnswersAsItIsDescribed() throws Exception {
    Map<String, String> asked =
        Map.of(
            "/probe", "/probe?module=loopback",
            "/livez", "/livez",
            "/readyz", "/readyz",
            "/-/healthy", "/-/healthy",
            "/-/ready", "/-/ready",
            "/actuator/health", "/actuator/health");
    for (Map.Entry<String, String> each : asked.entrySet()) {
      JsonNode content = api.path("paths").path(each.getKey()).at("/get/responses/200/content");
      assertThat(content.size())
          .as(each.getKey())
          .isEqualTo(
              switch (each.getKey()) {
                case "/-/healthy", "/-/ready" -> 1;
                case "/probe" -> 2;
                default -> 3;
              });
      for (Map.Entry<String, JsonNode> type : content.properties()) {
        Answer answer = get(each.getValue(), "Accept", type.getKey());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith(type.getKey());
        if (type.getKey().endsWith("json")) {
          assertFits(answer.json(), type.getValue().path("schema"), each.getKey());
        }
      }
    }
    for (String path : List.of("/livez", "/actuator/health")) {
      assertThat(get(path, "Accept", "image/png").status()).isEqualTo(406);
      assertThat(api.path("paths").path(path).at("/get/responses/406").isMissingNode()).isFalse();
    }
    assertThat(api.at("/paths/~1metrics/get/parameters/0/schema/type").asString())
        .isEqualTo("array");
    Answer unknown = get("/probe?module=none");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.contentType())
        .startsWith(
            api.at("/paths/~1probe/get/responses/400/content").propertyNames().iterator().next());
    Answer foreign = get("/probe?module=loopback", "Sec-Fetch-Site", "cross-site");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(api.at("/paths/~1probe/get/responses/403/content").propertyNames())
        .contains(foreign.contentType().split(";", -1)[0]);
  }

  @Test
  void runsAnswer201And200AndEveryProblemTheyMay() {
    JsonNode run = api.at("/paths/~1api~1v1~1experiments/post");

    assertThat(run.path("responses").propertyNames())
        .containsExactlyInAnyOrder(
            "200", "201", "202", "400", "401", "403", "406", "413", "415", "421", "422", "429",
            "500", "503");
    assertThat(run.at("/responses/201/headers").has("Location")).isTrue();
    for (String status : new String[] {"200", "201"}) {
      assertThat(run.at("/responses/" + status + "/content").propertyNames())
          .containsExactlyInAnyOrder(
              "application/json",
              "text/plain",
              "image/svg+xml",
              "application/vnd.teardown.ladder+json");
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
            "/api/v1/modules",
            "/api/v1/monitors",
            "/api/v1/monitors/{name}",
            "/api/v1/mesh",
            "/probe",
            "/metrics",
            "/livez",
            "/actuator/health",
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
  }

  /** A generated client sends every default of the document, wherever it stands. */
  @Test
  void aSpecWithEveryDefaultFilledInIsAcceptedForEveryKind() throws Exception {
    ObjectNode loopback = filled("Spec");
    assertThat(loopback.size()).as("what is filled in").isGreaterThan(15);
    assertAccepted(loopback.put("bytesSent", 5));

    assertAccepted(
        filled("Spec")
            .put("bytesSent", 5)
            .put("targetHost", "127.0.0.1")
            .put("responderUrl", "http://127.0.0.1:1"));

    ObjectNode server = filled("Spec").put("targetHost", "127.0.0.1").put("targetPort", 1);
    assertAccepted(server.deepCopy().put("bytesSent", 5).set("server", filled("Server")));
    for (String said : List.of("text", "base64", "http")) {
      ObjectNode request = filled("Request");
      if (said.equals("http")) {
        request.set(said, filled("Http"));
      } else {
        request.put(said, "YQ==");
      }
      assertAccepted(server.deepCopy().set("server", filled("Server").set("request", request)));
    }

    ObjectNode expect = filled("Expect");
    expect.withArray("verdicts").add("RESET");
    assertAccepted(filled("Spec").put("bytesSent", 5).set("expect", expect));
  }

  private void assertAccepted(JsonNode spec) throws Exception {
    Answer answer = post("/api/v1/experiments?store=false", spec.toString());
    assertThat(answer.status()).as("%s to %s", answer.body(), spec).isEqualTo(200);
  }

  /**
   * An object of this schema as a generated model has it from the start: defaults, null where that
   * is allowed, and lists that are empty.
   */
  private ObjectNode filled(String schema) {
    ObjectNode filled = mapper.createObjectNode();
    api.at("/components/schemas/%s/properties".formatted(schema))
        .properties()
        .forEach(property -> {
          JsonNode described = property.getValue();
          if (described.has("default")) {
            filled.set(property.getKey(), described.path("default"));
          } else if (mayBeNull(described)) {
            filled.putNull(property.getKey());
          } else if (described.path("type").asString("").equals("array")) {
            filled.putArray(property.getKey());
          }
        });
    return filled;
  }

  private static boolean mayBeNull(JsonNode schema) {
    return schema.path("type").isArray()
        ? strings(schema.path("type")).contains("null")
        : schema.at("/anyOf/1/type").asString("").equals("null");
  }

  /** A generated client would send a default over what the scenario has. */
  @Test
  void anOverrideHasNoDefaultsAndAnyFieldOfItMayBeNull() {
    Map.of("Spec", 21, "Server", 6, "Request", 3, "Http", 7, "Expect", 3)
        .forEach((schema, fields) -> {
          JsonNode whole = api.at("/components/schemas/%s/properties".formatted(schema));
          JsonNode over = api.at("/components/schemas/%sOverride/properties".formatted(schema));
          assertThat(over.propertyNames())
              .hasSizeGreaterThanOrEqualTo(fields)
              .containsExactlyElementsOf(whole.propertyNames());
          over.properties()
              .forEach(property -> {
                assertThat(property.getValue().has("default")).as(property.getKey()).isFalse();
                assertThat(mayBeNull(property.getValue())).as(property.getKey()).isTrue();
              });
        });
    assertThat(api.at("/components/schemas/SpecOverride/properties/server/anyOf/0/$ref").asString())
        .isEqualTo("#/components/schemas/ServerOverride");
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
    if (value.isObject() && schema.path("additionalProperties").isObject()) {
      value
          .properties()
          .forEach(entry ->
              assertFits(
                  entry.getValue(),
                  schema.path("additionalProperties"),
                  where + "/" + entry.getKey()));
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

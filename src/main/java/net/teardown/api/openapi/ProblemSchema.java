package net.teardown.api.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.api.http.Paths;
import org.springframework.http.HttpStatus;

/** The schemas of problem details (RFC 9457). */
final class ProblemSchema {

  private ProblemSchema() {}

  static Schema<?> problem() {
    Schema<?> schema =
        of("object", "What is wrong with a request, or why it can't be answered now (RFC 9457)");
    schema.addProperty(
        "type",
        of("string", "about:blank if absent: the status says it all").format("uri-reference"));
    schema.addProperty("title", of("string", "The status in words").example("Bad Request"));
    schema.addProperty("status", of("integer", "The status").example(400));
    schema.addProperty(
        "detail",
        of("string", "What is wrong and what to do")
            .example("'bytesRead' must not be more than 'bytesSent' (5)"));
    schema.addProperty(
        "instance",
        of("string", "The path that was asked").format("uri-reference").example(Paths.EXPERIMENTS));
    schema.addProperty(
        "errors", of("array", "Each thing that is wrong").items(reference("InputError")));
    schema.setRequired(List.of("title", "status"));
    return schema;
  }

  static Schema<?> inputError() {
    Schema<?> schema =
        of(
            "object",
            "One thing wrong with the request: in the body at 'pointer', or in 'parameter' of path"
                + " or query");
    schema.addProperty(
        "pointer", of("string", "A JSON pointer as a fragment").example("#/bytesRead"));
    schema.addProperty("parameter", of("string", "A parameter's name").example("size"));
    schema.addProperty(
        "message",
        of("string", "What is wrong and what to do")
            .example("must not be more than 'bytesSent' (5)"));
    schema.setRequired(List.of("message"));
    return schema;
  }

  static Schema<?> unmet() {
    Schema<?> schema = of("object", "A part of an expectation that wasn't met");
    schema.addProperty(
        "pointer", of("string", "A JSON pointer as a fragment").example("#/expect/verdicts"));
    schema.addProperty("wanted", new Schema<>().description("What is accepted there"));
    schema.addProperty(
        "got", new Schema<>().description("What there was instead; null if nothing"));
    schema.setRequired(List.of("pointer", "wanted", "got"));
    return schema;
  }

  static Schema<?> withOutcome() {
    Schema<?> outcome =
        of("object", "With the outcome of what ran all the same; absent where nothing did");
    outcome.addProperty("outcome", reference("Outcome"));
    outcome.addProperty(
        "unmet",
        of("array", "Of a 422: each part of 'expect' that wasn't met").items(reference("Unmet")));
    outcome.addProperty("campaign", reference("Campaign"));
    return new Schema<>().allOf(List.of(reference("Problem"), outcome));
  }

  /** What such a problem may look like. */
  static Map<String, Object> example(HttpStatus status) {
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("title", status.getReasonPhrase());
    example.put("status", status.value());
    example.put(
        "detail",
        switch (status) {
          case BAD_REQUEST -> "'bytesRead' must not be more than 'bytesSent' (5)";
          case UNAUTHORIZED -> "This call needs the token of teardown.api.token";
          case FORBIDDEN ->
              "10.1.2.3 is not allowed as a target; teardown.policy.allow says who is";
          case NOT_FOUND -> "There is no scenario 'echo'. Known scenarios: echo-one-byte, ...";
          case NOT_ACCEPTABLE -> "This can't be answered as format=svg, only as json, text, csv";
          case CONFLICT -> "The campaign is RUNNING: cancel it first, or wait for its end";
          case CONTENT_TOO_LARGE -> "The body is longer than any request here needs";
          case UNSUPPORTED_MEDIA_TYPE -> "Send JSON: curl --json '{\"bytesSent\": 5}' ...";
          case MISDIRECTED_REQUEST -> "Host 'example.org' is not a name of this instance";
          case UNPROCESSABLE_CONTENT ->
              "The experiment ran, and isn't what was expected: 'expect.verdicts' accepts"
                  + " [CLEAN_EOF], and there was RESET";
          case TOO_MANY_REQUESTS ->
              "256 runs are waiting for a lane already (teardown.runner.max-queued)";
          case SERVICE_UNAVAILABLE ->
              "The history can't be reached right now, so nothing was run; '?store=false' runs"
                  + " without keeping";
          default -> "This is a defect of the service, not of the request; its log says more";
        });
    switch (status) {
      case BAD_REQUEST ->
          example.put(
              "errors",
              List.of(
                  Map.of(
                      "pointer",
                      "#/bytesRead",
                      "message",
                      "must not be more than 'bytesSent' (5)")));
      case UNPROCESSABLE_CONTENT ->
          example.put(
              "unmet",
              List.of(
                  Map.of(
                      "pointer",
                      "#/expect/verdicts",
                      "wanted",
                      List.of("CLEAN_EOF"),
                      "got",
                      "RESET")));
      default -> {}
    }
    return example;
  }

  private static Schema<?> of(String type, String description) {
    Schema<?> schema = new Schema<>().description(description);
    schema.addType(type);
    return schema;
  }

  private static Schema<?> reference(String name) {
    return new Schema<>().$ref("#/components/schemas/" + name);
  }
}

package net.teardown.api.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.List;
import net.teardown.api.http.Paths;

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
    schema.addProperty("got", new Schema<>().description("What there was instead; null if nothing"));
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

  private static Schema<?> of(String type, String description) {
    Schema<?> schema = new Schema<>().description(description);
    schema.addType(type);
    return schema;
  }

  private static Schema<?> reference(String name) {
    return new Schema<>().$ref("#/components/schemas/" + name);
  }
}

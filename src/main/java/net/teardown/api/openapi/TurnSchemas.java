package net.teardown.api.openapi;

import static net.teardown.api.openapi.SpecSchemas.reference;
import static net.teardown.api.openapi.SpecSchemas.typed;
import static net.teardown.api.openapi.SpecSchemas.whole;

import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.spec.SpecFields;

/** The schemas of a conversation's turns. */
final class TurnSchemas {

  static final String TURN = "Turn";

  private static final String SAY = "Say";
  private static final String HEAR = "Hear";

  private TurnSchemas() {}

  /** Defines them. */
  static void define(ModelConverterContext context) {
    if (context.getDefinedModels().containsKey(TURN)) {
      return;
    }
    Map<String, Schema<?>> turn = new LinkedHashMap<>();
    turn.put("say", reference(SAY));
    turn.put("hear", reference(HEAR));
    turn.put("pauseMillis", millis("Says nothing for so long, and reads nothing"));
    turn.put("startTls", reference("Tls"));
    turn.put(
        "halfClose",
        only(
            true,
            "shutdown(SHUT_WR), in TLS behind a close_notify: nothing can be said behind it; before"
                + " a hear it needs TLS 1.3"));
    Schema<Object> one =
        object(turn, "One thing said to a server or heard from it: one of these fields");
    one.setExamples(
        List.of(
            Map.of("say", Map.of("text", "EHLO example.org\r\n")),
            Map.of("say", Map.of("base64", "AAAACATSFi8=")),
            Map.of("say", Map.of("http", Map.of("path", "/"))),
            Map.of("hear", Map.of("line", true, "withinMillis", 3000)),
            Map.of("hear", Map.of("match", "(?m)^250 ")),
            Map.of("hear", Map.of("until", "login: ")),
            Map.of("hear", Map.of("bytes", 1)),
            Map.of("hear", Map.of("httpReply", true)),
            Map.of("hear", Map.of("silence", true)),
            Map.of("hear", Map.of("end", true)),
            Map.of("pauseMillis", 1000),
            Map.of("startTls", Map.of("serverName", "mail.example")),
            Map.of("halfClose", true)));
    context.defineModel(TURN, one);
    Map<String, Schema<?>> say = new LinkedHashMap<>();
    say.put("text", typed("string").maxLength(65_536).description("Sent in UTF-8"));
    say.put("base64", typed("string").maxLength(65_536).description("Sent decoded (RFC 4648 4)"));
    say.put("http", reference("Http"));
    say.put(
        "times",
        whole(1, SpecFields.MAX_BYTES)
            .description("How often, one behind the other: at most 16 MiB in all"));
    say.get("times").setDefault(1);
    say.put("secret", typed("boolean").description("Only the length of text or base64 is kept"));
    say.get("secret").setDefault(false);
    say.put(
        "expand",
        typed("boolean")
            .description(
                "Whether $1, ${1} and ${name} in the text stand for groups of the last line that a"
                    + " matchingLine waited for"));
    say.get("expand").setDefault(false);
    context.defineModel(SAY, object(say, "One of text, base64 and http"));
    Map<String, Schema<?>> hear = new LinkedHashMap<>();
    hear.put("bytes", whole(1, SpecFields.MAX_BYTES).description("So many bytes"));
    hear.put("until", typed("string").maxLength(1024).description("Bytes that end with this text"));
    hear.put(
        "match",
        typed("string")
            .maxLength(4096)
            .description(
                "A match of this regular expression (RE2), and the rest of its line; at least the"
                    + " last 8 KiB heard are looked at"));
    hear.put(
        "matchingLine",
        typed("string")
            .maxLength(4096)
            .description(
                "A line in which this regular expression (RE2) matches, each looked at alone and"
                    + " without its end; others are passed over"));
    hear.put("line", only(true, "A line, its line feed included"));
    hear.put("httpReply", only(true, "One more whole reply in HTTP"));
    hear.put("silence", only(true, "Nothing for server.silenceMillis"));
    hear.put("end", only(true, "The end of the stream"));
    hear.put(
        "withinMillis",
        whole(1, SpecFields.MAX_MILLIS)
            .description("How long it may take; as long as the run may if left out"));
    context.defineModel(
        HEAR,
        object(
            hear,
            "What to wait for: one of these fields, and withinMillis; if it doesn't come the"
                + " conversation ends"));
  }

  private static Schema<Object> object(Map<String, Schema<?>> fields, String meaning) {
    Schema<Object> object = new Schema<>();
    object.addType("object");
    object.setAdditionalProperties(false);
    fields.forEach(object::addProperty);
    object.setDescription(meaning);
    return object;
  }

  private static Schema<?> millis(String meaning) {
    return whole(0, SpecFields.MAX_MILLIS).description(meaning);
  }

  private static Schema<?> only(boolean value, String meaning) {
    Schema<?> truth = typed("boolean").description(meaning);
    truth.setExample(value);
    return truth;
  }
}

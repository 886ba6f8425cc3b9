package net.teardown.run.responder;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Printable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A response of the control address with a status other than 2xx. */
final class ControlAnswer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_PROBLEM_BYTES = 16 * 1024;
  private static final int LONGEST_QUOTED = 500;
  private static final int LONGEST_POINTER = 100;
  private static final int LONGEST_MESSAGE = 120;
  private static final int MOST_NAMED = 3;
  private static final int BAD_REQUEST = 400;

  private static final String SPEC = "/spec/";
  private static final String REMAINING = "/remainingMillis";
  private static final Pattern FIELD = Pattern.compile("#?(" + SPEC + ".+|" + REMAINING + ")");
  private static final Pattern PROTOCOL = Pattern.compile("#?/protocol");

  /** The message with which every version refuses a protocol version that isn't its own. */
  private static final Pattern SPOKE =
      Pattern.compile("must be (\\d{1,9}), which is what Teardown (\\S{1,64}) here speaks.*");

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final int status;
  private final transient @Nullable JsonNode problem;

  private ControlAnswer(int status, String detail, @Nullable JsonNode problem) {
    super(detail);
    this.status = status;
    this.problem = problem;
  }

  /** Throws the content of a response with a status other than 2xx, shortened. */
  @SuppressWarnings("DoNotCallSuggester") // An error handler, which is there to throw.
  static void refuse(HttpRequest request, ClientHttpResponse response) throws IOException {
    HttpHeaders headers = response.getHeaders();
    throw of(
        asked(request.getMethod().name(), request.getURI(), response.getStatusCode().value()),
        response.getStatusCode(),
        headers.getFirst(HttpHeaders.CONTENT_TYPE),
        headers.getFirst(HttpHeaders.LOCATION),
        response.getBody());
  }

  /** Reads a response with a status other than 2xx; what is told of it is shortened. */
  static ControlAnswer of(String method, URI asked, ClassicHttpResponse response)
      throws IOException {
    HttpEntity body = response.getEntity();
    try (InputStream content = body == null ? InputStream.nullInputStream() : body.getContent()) {
      return of(
          asked(method, asked, response.getCode()),
          HttpStatusCode.valueOf(response.getCode()),
          value(response.getFirstHeader(HttpHeaders.CONTENT_TYPE)),
          value(response.getFirstHeader(HttpHeaders.LOCATION)),
          content);
    }
  }

  private static @Nullable String value(@Nullable Header header) {
    return header == null ? null : header.getValue();
  }

  private static String asked(String method, URI asked, int status) {
    return "%s %s answered %d".formatted(method, asked, status);
  }

  private static ControlAnswer of(
      String asked,
      HttpStatusCode status,
      @Nullable String contentType,
      @Nullable String location,
      InputStream content)
      throws IOException {
    MediaType type = type(contentType);
    if (!MediaType.APPLICATION_PROBLEM_JSON.isCompatibleWith(type)) {
      return new ControlAnswer(
          status.value(),
          status.is3xxRedirection() && location != null
              ? "%s and points to %s; redirects are not followed"
                  .formatted(asked, shortened(location))
              : "%s (%s)"
                  .formatted(asked, type == null ? "without a type" : shortened(type.toString())),
          null);
    }
    byte[] body = content.readNBytes(LONGEST_PROBLEM_BYTES);
    JsonNode problem = parsed(body);
    String detail = problem.path("detail").asString("");
    return new ControlAnswer(
        status.value(), detail.isEmpty() ? asked : asked + ": " + shortened(detail), problem);
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** Whether it was a problem detail (RFC 9457), which instances send and web pages don't. */
  boolean isProblem() {
    return problem != null;
  }

  /** The protocol version that the responder uses; null if it didn't say. */
  @Nullable Integer protocol() {
    JsonNode spoken = problem().path("protocol");
    Matcher spoke = spoke();
    return spoken.isInt()
        ? Integer.valueOf(spoken.intValue())
        : spoke.matches() ? Integer.valueOf(spoke.group(1)) : null;
  }

  /** The responder's Teardown version; null if it didn't say. */
  @Nullable String version() {
    Matcher spoke = spoke();
    return spoke.matches() ? spoke.group(2) : null;
  }

  /** Whether it refuses the protocol version. */
  boolean refusesProtocol() {
    return status == BAD_REQUEST && !refusals(PROTOCOL).isEmpty();
  }

  /**
   * The spec's fields that it refuses, each with its message; empty if it refuses for another
   * reason.
   */
  Map<String, String> refusedFields() {
    Map<String, String> fields = new LinkedHashMap<>();
    if (status == BAD_REQUEST) {
      refusals(FIELD)
          .forEach((pointer, message) ->
              fields.put(
                  pointer.endsWith(REMAINING)
                      // What is left of it; earlier versions allow a minute.
                      ? SpecFields.TIMEOUT_MILLIS.name()
                      : pointer.substring(pointer.indexOf(SPEC) + SPEC.length()),
                  message));
    }
    return fields;
  }

  private Matcher spoke() {
    return SPOKE.matcher(refusals(PROTOCOL).values().stream().findFirst().orElse(""));
  }

  /** The messages of the first errors whose pointers match. */
  private Map<String, String> refusals(Pattern pointers) {
    Map<String, String> refusals = new LinkedHashMap<>();
    for (JsonNode error : problem().path("errors")) {
      String pointer = Printable.line(error.path("pointer").asString(""), LONGEST_POINTER);
      if (refusals.size() < MOST_NAMED && pointers.matcher(pointer).matches()) {
        refusals.put(pointer, Printable.line(error.path("message").asString(""), LONGEST_MESSAGE));
      }
    }
    return refusals;
  }

  private JsonNode problem() {
    return problem == null ? MissingNode.getInstance() : problem;
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return MAPPER.createObjectNode();
    }
  }

  /** Makes text of another host short, and safe for logs and terminals. */
  private static String shortened(String text) {
    return Printable.line(text, LONGEST_QUOTED);
  }

  /** The content type; null if there is none or it is invalid. */
  private static @Nullable MediaType type(@Nullable String header) {
    try {
      return header == null ? null : MediaType.parseMediaType(header);
    } catch (InvalidMediaTypeException _) {
      return null;
    }
  }
}

package net.teardown.run.responder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.teardown.experiment.terms.Printable;
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

/** An answer of the control address that isn't the one that was hoped for. */
final class ControlAnswer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_PROBLEM_BYTES = 16 * 1024;
  private static final int LONGEST_QUOTED = 500;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final int status;
  private final boolean problem;
  private final @Nullable Integer protocol;

  private ControlAnswer(int status, String detail, boolean problem, @Nullable Integer protocol) {
    super(detail);
    this.status = status;
    this.problem = problem;
    this.protocol = protocol;
  }

  /** Throws what a response with another status than 2xx says, as far as it says it shortly. */
  static void refuse(HttpRequest request, ClientHttpResponse response) throws IOException {
    throw of(request, response);
  }

  private static ControlAnswer of(HttpRequest request, ClientHttpResponse response)
      throws IOException {
    HttpStatusCode status = response.getStatusCode();
    String asked =
        "%s %s answered %d".formatted(request.getMethod(), request.getURI(), status.value());
    MediaType type = type(response);
    if (!MediaType.APPLICATION_PROBLEM_JSON.isCompatibleWith(type)) {
      String location = response.getHeaders().getFirst(HttpHeaders.LOCATION);
      return new ControlAnswer(
          status.value(),
          status.is3xxRedirection() && location != null
              ? "%s and points to %s; redirects are not followed"
                  .formatted(asked, shortened(location))
              : "%s (%s)"
                  .formatted(asked, type == null ? "without a type" : shortened(type.toString())),
          false,
          null);
    }
    byte[] body = response.getBody().readNBytes(LONGEST_PROBLEM_BYTES);
    JsonNode problem = parsed(body);
    String detail = problem.path("detail").asString("");
    JsonNode spoken = problem.path("protocol");
    return new ControlAnswer(
        status.value(),
        detail.isEmpty() ? asked : asked + ": " + shortened(detail),
        true,
        spoken.isInt() ? spoken.intValue() : null);
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** Whether it was a problem detail, which instances answer and web pages don't. */
  boolean isProblem() {
    return problem;
  }

  /** The version that the responder says it speaks; null if it didn't say. */
  @Nullable Integer protocol() {
    return protocol;
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return MAPPER.createObjectNode();
    }
  }

  /** Somebody else's words go into logs and terminals. */
  private static String shortened(String text) {
    return Printable.line(text, LONGEST_QUOTED);
  }

  /** A type that is none counts as none. */
  private static @Nullable MediaType type(ClientHttpResponse response) {
    try {
      return response.getHeaders().getContentType();
    } catch (InvalidMediaTypeException _) {
      return null;
    }
  }
}

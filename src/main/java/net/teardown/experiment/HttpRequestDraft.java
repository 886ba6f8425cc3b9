package net.teardown.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An HTTP request as it is written down; what is left out gets its default. */
@Schema(description = "An HTTP/1.1 request, in plaintext")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpRequestDraft(
    @Schema(description = "GET if left out; needed with a body", example = "POST")
        @Nullable String method,
    @Schema(
            description = "The request target, such as /upload?x=1",
            defaultValue = "/",
            example = "/upload")
        @Nullable String path,
    @Schema(description = "The Host field; targetHost and targetPort if left out", nullable = true)
        @Nullable String host,
    @Schema(description = "Further fields", example = "{\"Connection\": \"close\"}")
        @Nullable Map<String, String> headers,
    @Schema(
            description = "Filler bytes of the body",
            minimum = "0",
            maximum = "16777216",
            defaultValue = "0",
            example = "1048576")
        @Nullable Integer bodyBytes,
    @Schema(
            description = "Whether the body goes in chunks instead of under a Content-Length",
            defaultValue = "false",
            example = "false")
        @Nullable Boolean chunked,
    @Schema(
            description = "Whether the body waits for the server's 100 (Continue)",
            defaultValue = "false",
            example = "false")
        @Nullable Boolean expectContinue) {

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
  private static final Pattern REQUEST_TARGET = Pattern.compile("[!-~]{1,2048}");
  private static final Pattern FIELD_VALUE = Pattern.compile("[\\t -~]{0,4096}");
  private static final int MOST_HEADERS = 64;

  /** What frames the message; a second one of these would make it two messages for somebody. */
  private static final Set<String> OURS =
      Set.of("host", "content-length", "transfer-encoding", "expect");

  /** The draft that says everything of this request. */
  static HttpRequestDraft of(HttpRequest request) {
    return new HttpRequestDraft(
        request.method(),
        request.path(),
        request.host(),
        request.headers(),
        request.bodyBytes(),
        request.chunked(),
        request.expectContinue());
  }

  /** This draft as it may be kept and shown, see {@link Masked}. */
  HttpRequestDraft masked() {
    return new HttpRequestDraft(
        method,
        path,
        host,
        headers == null ? null : Masked.headers(headers),
        bodyBytes,
        chunked,
        expectContinue);
  }

  /**
   * The request that this draft asks for.
   *
   * @param authority what the Host field says by default
   * @throws InvalidSpec if a part can't stand in a request
   */
  HttpRequest toRequest(String authority) {
    List<InvalidSpec.Violation> violations = new ArrayList<>();
    int body = bodyBytes == null ? 0 : bodyBytes;
    boolean inChunks = Boolean.TRUE.equals(chunked);
    boolean waits = Boolean.TRUE.equals(expectContinue);
    if (method == null && (body > 0 || inChunks)) {
      say(violations, "method", "is required with a body, such as \"POST\"");
    }
    if (method != null && !TOKEN.matcher(method).matches()) {
      say(violations, "method", "must be a method's name, such as GET or POST");
    }
    if (path != null && !REQUEST_TARGET.matcher(path).matches()) {
      say(violations, "path", "must be visible ASCII without spaces, such as /upload");
    }
    if (host != null && !REQUEST_TARGET.matcher(host).matches()) {
      say(violations, "host", "must be visible ASCII without spaces, such as example.org:8080");
    }
    if (body < 0 || body > Spec.MAX_BYTES) {
      say(violations, "bodyBytes", "must be 0 to %d, not %d".formatted(Spec.MAX_BYTES, body));
    }
    if (waits && body == 0) {
      say(violations, "expectContinue", "needs 'bodyBytes': there is nothing to wait with");
    }
    headers().forEach((name, value) -> check(violations, name, value));
    if (headers().size() > MOST_HEADERS) {
      say(violations, "headers", "must be at most %d fields".formatted(MOST_HEADERS));
    }
    if (!violations.isEmpty()) {
      throw new InvalidSpec(violations);
    }
    return new HttpRequest(
        method == null ? "GET" : method,
        path == null ? "/" : path,
        host == null ? authority : host,
        headers(),
        body,
        inChunks,
        waits);
  }

  @Override
  public Map<String, String> headers() {
    return headers == null ? Map.of() : headers;
  }

  private static void check(
      List<InvalidSpec.Violation> violations, String name, @Nullable String value) {
    if (!TOKEN.matcher(name).matches()) {
      say(violations, "headers", "must have names like Connection or X-Test");
    } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      say(
          violations,
          "headers",
          "must not say %s, which follows from 'host', 'bodyBytes', 'chunked' and 'expectContinue'"
              .formatted(name));
    } else if (value == null || !FIELD_VALUE.matcher(value).matches()) {
      say(
          violations,
          "headers",
          "must have values of printable ASCII, at most 4096 characters: see '%s'".formatted(name));
    }
  }

  private static void say(List<InvalidSpec.Violation> violations, String field, String message) {
    violations.add(new InvalidSpec.Violation("request.http." + field, message));
  }
}

package net.teardown.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What to say to a server, as it is written down: exactly one of these. */
@Schema(
    description =
        "What to say to a server: one of text, base64 and http. Bytes of your own (text, base64,"
            + " headers) are sent only where HTTP listens on loopback or a token is set, to whom"
            + " teardown.policy.converse allows, and never to this instance itself: else 403")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestDraft(
    @Schema(
            description = "Sent in UTF-8; \\r\\n as JSON writes it",
            maxLength = 65536,
            nullable = true,
            example = "EHLO example.org\r\n")
        @Nullable String text,
    @Schema(description = "Sent decoded", maxLength = 65536, nullable = true)
        @Nullable String base64,
    @Schema(description = "Sent as HTTP/1.1", nullable = true) @Nullable HttpRequestDraft http) {

  private static final int LONGEST = 65_536;

  /** The draft that says everything of this request. */
  static RequestDraft of(Request request) {
    HttpRequest http = request.http();
    return new RequestDraft(
        request.text(), request.base64(), http == null ? null : HttpRequestDraft.of(http));
  }

  /** This draft as it may be kept and shown, see {@link Masked}. */
  RequestDraft masked() {
    return new RequestDraft(
        text == null ? null : Masked.text(text),
        base64 == null ? null : Masked.base64(base64),
        http == null ? null : http.masked());
  }

  /** Whether it says what is never kept, or what stands in its place. */
  boolean hides() {
    return (text != null && Masked.isIn(text))
        || (base64 != null && Masked.isInBase64(base64))
        || (http != null && Masked.isIn(http.headers()));
  }

  /**
   * The request that this draft asks for.
   *
   * @param authority what an HTTP request's Host field says by default
   * @throws InvalidSpec if it isn't one of the three, or that one can't be sent
   */
  Request toRequest(String authority) {
    if (Stream.of(text, base64, http).filter(Objects::nonNull).count() != 1) {
      throw refused("request", "must say one of 'text', 'base64' and 'http'");
    }
    if (text != null && text.length() > LONGEST) {
      throw refused("request.text", "must be at most %d characters".formatted(LONGEST));
    }
    if (base64 != null && (base64.length() > LONGEST || !decodes(base64))) {
      throw refused(
          "request.base64",
          "must be base64 (RFC 4648 4), at most %d characters".formatted(LONGEST));
    }
    return new Request(text, base64, http == null ? null : http.toRequest(authority));
  }

  private static boolean decodes(String base64) {
    try {
      Base64.getDecoder().decode(base64);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static InvalidSpec refused(String field, String message) {
    return new InvalidSpec(List.of(new InvalidSpec.Violation(field, message)));
  }
}

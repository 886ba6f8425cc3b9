package net.teardown.experiment;

import org.jspecify.annotations.Nullable;

/**
 * What an initiator says to a server, where it isn't filler: one of these.
 *
 * @param text sent in UTF-8
 * @param base64 sent decoded
 */
public record Request(@Nullable String text, @Nullable String base64, @Nullable HttpRequest http) {

  /** The field whose bytes are all of its author's own choice; null where no field's are. */
  @Nullable String ownWords() {
    if (text != null) {
      return "request.text";
    }
    if (base64 != null) {
      return "request.base64";
    }
    return http == null || http.headers().isEmpty() ? null : "request.http.headers";
  }

  /** This request as it may be kept and shown, see {@link Masked}. */
  Request masked() {
    Request masked =
        new Request(
            text == null ? null : Masked.text(text),
            base64 == null ? null : Masked.base64(base64),
            http == null ? null : http.masked());
    return masked.equals(this) ? this : masked;
  }
}

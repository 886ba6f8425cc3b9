package net.teardown.policy;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The secret that instances share to act as each other's responder. It is sent to other instances,
 * as the API's token never is.
 *
 * @param token the bearer token of every call below {@code /api/v1/sessions}, here and at the
 *     responders that this instance controls; no token is required if left out
 */
@ConfigurationProperties("teardown.responder")
public record ControlToken(@Nullable String token) {

  @Override
  public String toString() {
    return "ControlToken[token=%s]".formatted(token == null ? "none" : "***");
  }
}

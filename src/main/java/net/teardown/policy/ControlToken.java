package net.teardown.policy;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The secret that instances share to be each other's far end. It is sent to other instances, which
 * the API's token never is.
 *
 * @param token what every call below {@code /api/v1/sessions} must carry as its bearer token, here
 *     and at the responders that this instance controls; none if left out
 */
@ConfigurationProperties("teardown.responder")
public record ControlToken(@Nullable String token) {

  @Override
  public String toString() {
    return "ControlToken[token=%s]".formatted(token == null ? "none" : "***");
  }
}

package net.teardown.policy;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The secret that arms a responder, fetches its report and disarms it: {@code
 * teardown.responder.token}. Other instances are sent it, and no other secret of this one.
 *
 * @param token at least 8 characters; none if left out: then whoever reaches the port may arm
 */
@ConfigurationProperties("teardown.responder")
public record ControlToken(@Nullable String token) {

  @Override
  public String toString() {
    return "ControlToken[token=%s]".formatted(token == null ? "none" : "***");
  }
}

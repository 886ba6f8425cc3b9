package net.teardown.api.security;

import net.teardown.policy.Callership;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * Tells whether callers are known, by the address that HTTP listens on and {@code
 * teardown.api.token}.
 */
@Component
@EnableConfigurationProperties(ApiProperties.class)
final class KnownCallers implements Callership {

  private final boolean known;

  KnownCallers(ApiProperties api, ServerProperties server) {
    this.known =
        api.token() != null
            || (server.getAddress() != null && server.getAddress().isLoopbackAddress());
  }

  @Override
  public boolean callersAreKnown() {
    return known;
  }
}

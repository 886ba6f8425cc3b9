package net.teardown.runner;

import net.teardown.policy.ThisHost;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Where this instance looks from.
 *
 * @param name {@code teardown.vantage}, its name in outcomes and metrics; the host's name if left
 *     out
 */
@ConfigurationProperties("teardown")
record Vantage(@Name("vantage") @Nullable String name) {

  String nameOrHost() {
    return name != null && !name.isBlank() ? name : ThisHost.name();
  }
}

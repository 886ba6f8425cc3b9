package net.teardown.scenario;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configures where there are more scenarios.
 *
 * @param scenariosDir a directory of further scenarios, read at start: files as the built-in ones,
 *     such as 01-our-upload.yml; none if left out
 */
@ConfigurationProperties("teardown")
record ScenarioProperties(@Nullable Path scenariosDir) {

  /** The property of {@link #scenariosDir}. */
  static final String DIRECTORY = "teardown.scenarios-dir";
}

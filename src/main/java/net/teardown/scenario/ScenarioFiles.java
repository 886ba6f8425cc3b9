package net.teardown.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.teardown.input.BrokenScenario;
import net.teardown.input.BuiltIn;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Reads the scenarios, one YAML file each. A file's name consists of two digits, which give the
 * order, and the scenario's name: {@code 02-echo-many-bytes.yml}. A new file is a new scenario. The
 * file {@code not-expressible.yml} lists cases that can't be scenarios.
 */
@Component
@EnableConfigurationProperties(ScenarioProperties.class)
class ScenarioFiles implements Scenarios {

  private static final String NOT_EXPRESSIBLE = "not-expressible.yml";

  private final Map<String, Scenario> byName;
  private final List<NotExpressible> notExpressible;

  @Autowired
  ScenarioFiles(ResourcePatternResolver resources, ScenarioProperties properties) {
    this(resources, "classpath:scenarios/*", properties.scenariosDir());
  }

  ScenarioFiles(ResourcePatternResolver resources) {
    this(resources, "classpath:scenarios/*", null);
  }

  /**
   * @param more a directory with further files of such names; null for none
   * @throws BrokenScenario for the first file that breaks a rule, naming all that it breaks
   */
  ScenarioFiles(ResourcePatternResolver resources, String location, @Nullable Path more) {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    List<NotExpressible> others = List.of();
    for (BuiltIn file : BuiltIn.all(resources, location, "scenarios")) {
      if (file.fileName().equals(NOT_EXPRESSIBLE)) {
        others = others(file);
      } else {
        add(file, scenarios);
      }
    }
    if (scenarios.isEmpty()) {
      throw new IllegalStateException("no scenarios at " + location);
    }
    if (more != null) {
      String place = "%s %s".formatted(ScenarioProperties.DIRECTORY, more);
      if (!Files.isDirectory(more)) {
        throw new BrokenScenario(place, "is no directory");
      }
      BuiltIn.all(resources, more.toUri() + "*.yml", place).forEach(file -> add(file, scenarios));
    }
    byName = Collections.unmodifiableMap(scenarios);
    notExpressible = others;
  }

  private static void add(BuiltIn file, Map<String, Scenario> scenarios) {
    String name = file.name("-", "dashes");
    Scenario scenario =
        file.read(ScenarioFile.class, (said, unread) -> said.othersThan(unread, file.place()))
            .check(file.place(), name);
    if (scenarios.putIfAbsent(scenario.name(), scenario) != null) {
      throw new BrokenScenario(
          file.place(),
          "there is another file for '%s': give this one a name of its own"
              .formatted(scenario.name()));
    }
  }

  @Override
  public List<Scenario> all() {
    return List.copyOf(byName.values());
  }

  @Override
  public Optional<Scenario> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public List<NotExpressible> notExpressible() {
    return notExpressible;
  }

  private static List<NotExpressible> others(BuiltIn file) {
    return Arrays.stream(file.read(NotExpressible[].class))
        .map(other ->
            new NotExpressible(
                ScenarioFile.text(other.name(), "name", file.place()),
                ScenarioFile.text(other.mechanism(), "mechanism", file.place()),
                ScenarioFile.text(other.reason(), "reason", file.place())))
        .toList();
  }
}

package net.teardown.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.input.BrokenScenario;
import net.teardown.input.YamlFiles;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The scenarios, one YAML file each. A file is called by a number of two digits, which gives the
 * order, and the scenario's name: {@code 02-echo-many-bytes.yml}. Adding a scenario is adding a
 * file. One more, {@code not-expressible.yml}, lists what can't be one.
 */
@Component
class ScenarioFiles implements Scenarios {

  private static final Pattern FILE_NAME =
      Pattern.compile("\\d{2}-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\\.yml");
  private static final String NOT_EXPRESSIBLE = "not-expressible.yml";

  private final Map<String, Scenario> byName;
  private final List<NotExpressible> notExpressible;

  @Autowired
  ScenarioFiles(ResourcePatternResolver resources) {
    this(resources, "classpath:scenarios/*");
  }

  /**
   * @throws BrokenScenario for the first file that breaks a rule
   */
  ScenarioFiles(ResourcePatternResolver resources, String location) {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    List<NotExpressible> others = List.of();
    for (Resource file : files(resources, location)) {
      if (fileName(file).equals(NOT_EXPRESSIBLE)) {
        others = others(file);
        continue;
      }
      Scenario scenario = read(file);
      if (scenarios.putIfAbsent(scenario.name(), scenario) != null) {
        throw new BrokenScenario(
            place(file),
            "there is another file for '%s': give this one a name of its own"
                .formatted(scenario.name()));
      }
    }
    if (scenarios.isEmpty()) {
      throw new IllegalStateException("no scenarios at " + location);
    }
    byName = Collections.unmodifiableMap(scenarios);
    notExpressible = others;
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

  private static List<Resource> files(ResourcePatternResolver resources, String location) {
    try {
      return Arrays.stream(resources.getResources(location))
          .sorted(Comparator.comparing(ScenarioFiles::fileName))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + location, e);
    }
  }

  private static String fileName(Resource file) {
    return Objects.requireNonNull(file.getFilename());
  }

  private static String place(Resource file) {
    return "scenarios/" + fileName(file);
  }

  private static Scenario read(Resource file) {
    Matcher name = FILE_NAME.matcher(fileName(file));
    if (!name.matches()) {
      throw new BrokenScenario(
          place(file),
          "a file's name must be two digits, a dash, a name in lower case with dashes, and .yml");
    }
    return YamlFiles.read(file, place(file), ScenarioFile.class).check(place(file), name.group(1));
  }

  private static List<NotExpressible> others(Resource file) {
    return Arrays.stream(YamlFiles.read(file, place(file), NotExpressible[].class))
        .map(other ->
            new NotExpressible(
                ScenarioFile.text(other.name(), "name", place(file)),
                ScenarioFile.text(other.mechanism(), "mechanism", place(file)),
                ScenarioFile.text(other.reason(), "reason", place(file))))
        .toList();
  }
}

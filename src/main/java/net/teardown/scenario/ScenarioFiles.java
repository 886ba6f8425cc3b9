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
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The scenarios, one YAML file each. A file is called by a number of two digits, which gives the
 * order, and the scenario's name: {@code 02-echo-many-bytes.yml}. Adding a scenario is adding a
 * file.
 */
@Component
class ScenarioFiles implements Scenarios {

  private static final Pattern FILE_NAME =
      Pattern.compile("\\d{2}-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\\.yml");

  private final Map<String, Scenario> byName;

  @Autowired
  ScenarioFiles(ResourcePatternResolver resources) {
    this(resources, "classpath:scenarios/*");
  }

  /**
   * @throws BrokenScenario for the first file that breaks a rule
   */
  ScenarioFiles(ResourcePatternResolver resources, String location) {
    Map<String, Scenario> scenarios = new LinkedHashMap<>();
    for (Resource file : files(resources, location)) {
      Scenario scenario = read(file);
      if (scenarios.putIfAbsent(scenario.name(), scenario) != null) {
        throw new BrokenScenario(
            fileName(file), "there is another file for '" + scenario.name() + "'");
      }
    }
    if (scenarios.isEmpty()) {
      throw new IllegalStateException("no scenarios at " + location);
    }
    byName = Collections.unmodifiableMap(scenarios);
  }

  @Override
  public List<Scenario> all() {
    return List.copyOf(byName.values());
  }

  @Override
  public Optional<Scenario> named(String name) {
    return Optional.ofNullable(byName.get(name));
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

  private static Scenario read(Resource resource) {
    String file = fileName(resource);
    Matcher name = FILE_NAME.matcher(file);
    if (!name.matches()) {
      throw new BrokenScenario(
          file,
          "a file's name must be two digits, a dash, a name in lower case with dashes, and .yml");
    }
    return bind(load(resource, file), file).check(file, name.group(1));
  }

  private static PropertySource<?> load(Resource resource, String file) {
    List<PropertySource<?>> documents;
    try {
      documents = new YamlPropertySourceLoader().load(file, resource);
    } catch (IOException | RuntimeException e) {
      throw new BrokenScenario(file, "not readable as YAML: " + e.getMessage(), e);
    }
    if (documents.size() != 1) {
      throw new BrokenScenario(file, "must be one YAML document, not " + documents.size());
    }
    return documents.getFirst();
  }

  private static ScenarioFile bind(PropertySource<?> document, String file) {
    Binder binder = new Binder(Objects.requireNonNull(ConfigurationPropertySource.from(document)));
    try {
      return binder
          .bind(
              ConfigurationPropertyName.EMPTY,
              Bindable.of(ScenarioFile.class),
              new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
          .get();
    } catch (BindException e) {
      throw new BrokenScenario(file, problem(e), e);
    }
  }

  private static String problem(BindException e) {
    if (e.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
      return unknown.getUnboundProperties().stream()
          .map(property ->
              "'%s'%s is no key of a scenario".formatted(property.getName(), line(property)))
          .collect(Collectors.joining(", "));
    }
    ConfigurationProperty property = e.getProperty();
    return property == null
        ? "'%s' can't be read".formatted(e.getName())
        : "'%s'%s can't be %s".formatted(e.getName(), line(property), property.getValue());
  }

  private static String line(ConfigurationProperty property) {
    Origin origin =
        property.getOrigin() instanceof PropertySourceOrigin source
            ? source.getOrigin()
            : property.getOrigin();
    return origin instanceof TextResourceOrigin text && text.getLocation() != null
        ? " in line " + (text.getLocation().getLine() + 1)
        : "";
  }
}

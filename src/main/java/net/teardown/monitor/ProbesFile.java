package net.teardown.monitor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.scenario.BrokenScenario;
import net.teardown.scenario.ModuleDraft;
import net.teardown.scenario.ProbeModule;
import net.teardown.scenario.YamlBounds;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.StringUtils;

/**
 * Reads the probes file by Boot's own loader and binder, so that its keys and values are written as
 * in any configuration. Unknown keys are refused.
 */
final class ProbesFile {

  private static final String PROPERTY = "teardown.probes-file";

  private static final int LONGEST_QUOTE = 200;

  /** The two keys that may stand at its top. */
  record Draft(
      @Nullable Map<String, ModuleDraft> modules, @Nullable Map<String, MonitorDraft> monitors) {}

  private final Path path;
  private final Map<String, ProbeModule> builtIn;

  ProbesFile(Path path, Map<String, ProbeModule> builtIn) {
    this.path = path;
    this.builtIn = builtIn;
  }

  /**
   * Its bytes. A ConfigMap's files change by a link that is swapped: what is read is one of them or
   * the other.
   *
   * @throws BrokenScenario if it can't be read, or may not be
   */
  byte[] read() {
    return YamlBounds.read(path, place());
  }

  /**
   * What it says.
   *
   * @throws BrokenScenario naming the file, the key, and the line if that is known
   */
  Probes parse(byte[] content) {
    Draft draft = bind(content);
    Map<String, ProbeModule> modules = new LinkedHashMap<>(builtIn);
    List<ProbeModule> added = new ArrayList<>();
    Objects.requireNonNullElse(draft.modules(), Map.<String, ModuleDraft>of())
        .forEach((name, module) -> {
          if (builtIn.containsKey(name)) {
            throw new BrokenScenario(
                place(), "'modules.%s' is built in: take another name".formatted(name));
          }
          if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new BrokenScenario(
                place(),
                "'modules.%s' must be named in lower-case letters, digits and underscores"
                    .formatted(name));
          }
          ProbeModule checked = module.check(place() + ", module " + name, name);
          added.add(checked);
          modules.put(name, checked);
        });
    List<Monitor> monitors = new ArrayList<>();
    Objects.requireNonNullElse(draft.monitors(), Map.<String, MonitorDraft>of())
        .forEach((name, monitor) -> monitors.add(monitor.check(place(), name, modules)));
    return new Probes(added, monitors);
  }

  private Draft bind(byte[] content) {
    YamlBounds.check(content, place());
    List<PropertySource<?>> documents;
    try {
      documents = new YamlPropertySourceLoader().load(place(), new ByteArrayResource(content));
    } catch (IOException | RuntimeException e) {
      throw new BrokenScenario(place(), "must be one YAML document: " + firstLine(e), e);
    }
    try {
      return new Binder(ConfigurationPropertySources.from(documents))
          .bindOrCreate(
              "", Bindable.of(Draft.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    } catch (BindException e) {
      throw broken(e, documents);
    }
  }

  private BrokenScenario broken(BindException e, List<PropertySource<?>> documents) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnboundConfigurationPropertiesException unbound) {
        ConfigurationProperty first = unbound.getUnboundProperties().iterator().next();
        return new BrokenScenario(
            place() + line(first.getOrigin()),
            "'%s' is no key here".formatted(written(first.getName(), documents)),
            e);
      }
    }
    ConfigurationProperty property = e.getProperty();
    if (property == null) {
      return new BrokenScenario(
          place(), "'%s' can't be read: %s".formatted(e.getName(), rootOf(e)), e);
    }
    return new BrokenScenario(
        place() + line(property.getOrigin()),
        "'%s' can't be '%s': %s"
            .formatted(
                written(property.getName(), documents),
                StringUtils.truncate(String.valueOf(property.getValue()), LONGEST_QUOTE),
                StringUtils.truncate(rootOf(e), LONGEST_QUOTE)),
        e);
  }

  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return firstLine(root);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** As it stands in the file, not in the binder's own spelling. */
  private static String written(ConfigurationPropertyName name, List<PropertySource<?>> documents) {
    return documents.stream()
        .filter(EnumerablePropertySource.class::isInstance)
        .flatMap(
            document -> Arrays.stream(((EnumerablePropertySource<?>) document).getPropertyNames()))
        .filter(key -> ConfigurationPropertyName.adapt(key, '.').equals(name))
        .findFirst()
        .orElse(name.toString());
  }

  private static String line(@Nullable Origin origin) {
    return switch (origin) {
      case PropertySourceOrigin source -> line(source.getOrigin());
      case TextResourceOrigin text when text.getLocation() != null ->
          ", line " + (text.getLocation().getLine() + 1);
      case null, default -> "";
    };
  }

  private String place() {
    return "%s %s".formatted(PROPERTY, path);
  }
}

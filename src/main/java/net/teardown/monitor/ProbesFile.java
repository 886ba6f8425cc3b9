package net.teardown.monitor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.teardown.input.BrokenScenario;
import net.teardown.input.YamlBounds;
import net.teardown.input.YamlFiles;
import net.teardown.probe.BlackboxModules;
import net.teardown.probe.ModuleDraft;
import net.teardown.probe.ProbeModule;
import org.jspecify.annotations.Nullable;

/** Reads the probes file and rejects unknown keys. */
final class ProbesFile {

  private static final String PROPERTY = "teardown.probes-file";

  /**
   * The top-level keys.
   *
   * @param blackbox what stands in a file of blackbox_exporter
   */
  record Draft(
      @Nullable Map<String, ModuleDraft> modules,
      @Nullable Map<String, MonitorDraft> monitors,
      @Nullable BlackboxModules blackbox) {}

  private final Path path;
  private final Map<String, ProbeModule> builtIn;

  ProbesFile(Path path, Map<String, ProbeModule> builtIn) {
    this.path = path;
    this.builtIn = builtIn;
  }

  /**
   * Reads the file's bytes. Kubernetes replaces a ConfigMap's files by swapping a symbolic link, so
   * the content is either the old or the new.
   *
   * @throws BrokenScenario if the file can't be read, or exceeds a bound
   */
  byte[] read() {
    return YamlBounds.read(path, place());
  }

  /**
   * Parses the file's content.
   *
   * @throws BrokenScenario with the file, the key, and the line if it is known
   */
  Probes parse(byte[] content) {
    Draft read = YamlFiles.read(content, place(), Draft.class);
    Draft draft = read == null ? new Draft(null, null, null) : read;
    Map<String, ProbeModule> modules = new LinkedHashMap<>(builtIn);
    List<ProbeModule> added = new ArrayList<>();
    Objects.requireNonNullElse(draft.modules(), Map.<String, ModuleDraft>of())
        .forEach((name, module) -> {
          requireSaid(content, "modules." + name, module);
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
    if (draft.blackbox() != null) {
      // One of these may take the place of a module that is built in, as many are named alike.
      for (ProbeModule pasted : draft.blackbox().modules()) {
        if (added.stream().anyMatch(module -> module.name().equals(pasted.name()))) {
          throw new BrokenScenario(
              place(),
              "'blackbox.modules.%s' stands in 'modules' too: take another name in one of them"
                  .formatted(pasted.name()));
        }
        added.add(pasted);
        modules.put(pasted.name(), pasted);
      }
    }
    List<Monitor> monitors = new ArrayList<>();
    Objects.requireNonNullElse(draft.monitors(), Map.<String, MonitorDraft>of())
        .forEach((name, monitor) -> monitors.add(checked(content, name, monitor, modules)));
    return new Probes(added, monitors);
  }

  /** A key with nothing behind it is null. */
  private void requireSaid(byte[] content, String key, @Nullable Object said) {
    if (said == null) {
      throw YamlFiles.withLines(
          content, place(), new BrokenScenario(place(), "'%s' says nothing".formatted(key)));
    }
  }

  private Monitor checked(
      byte[] content, String name, MonitorDraft monitor, Map<String, ProbeModule> modules) {
    requireSaid(content, "monitors." + name, monitor);
    List<String> targets = Objects.requireNonNullElse(monitor.targets(), List.of());
    for (int i = 0; i < targets.size(); i++) {
      requireSaid(content, "monitors.%s.targets[%d]".formatted(name, i), targets.get(i));
    }
    try {
      return monitor.check(place(), name, modules);
    } catch (BrokenScenario e) {
      throw YamlFiles.withLines(content, place(), e);
    }
  }

  private String place() {
    return "%s %s".formatted(PROPERTY, path);
  }
}

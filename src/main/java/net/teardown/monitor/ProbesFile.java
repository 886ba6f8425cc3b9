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
import net.teardown.probe.ModuleDraft;
import net.teardown.probe.ProbeModule;
import org.jspecify.annotations.Nullable;

/** Reads the probes file. Unknown keys are refused. */
final class ProbesFile {

  private static final String PROPERTY = "teardown.probes-file";

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
    Draft read = YamlFiles.read(content, place(), Draft.class);
    Draft draft = read == null ? new Draft(null, null) : read;
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

  private String place() {
    return "%s %s".formatted(PROPERTY, path);
  }
}

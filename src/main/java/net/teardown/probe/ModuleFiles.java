package net.teardown.probe;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.teardown.input.BrokenScenario;
import net.teardown.input.BuiltIn;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Reads the built-in modules, one YAML file each. A file's name consists of two digits, which give
 * the order, and the module's name: {@code 01-tcp_connect.yml}.
 */
@Component
class ModuleFiles implements ProbeModules {

  private final Map<String, ProbeModule> builtIn;
  private volatile Map<String, ProbeModule> byName;

  @Autowired
  ModuleFiles(ResourcePatternResolver resources) {
    this(resources, "classpath:modules/*");
  }

  /**
   * @throws BrokenScenario for the first file that breaks a rule
   */
  ModuleFiles(ResourcePatternResolver resources, String location) {
    Map<String, ProbeModule> modules = new LinkedHashMap<>();
    for (BuiltIn file : BuiltIn.all(resources, location, "modules")) {
      String name = file.name("_", "underscores");
      ProbeModule module = file.read(ModuleDraft.class).check(file.place(), name);
      if (modules.putIfAbsent(module.name(), module) != null) {
        throw new BrokenScenario(
            file.place(), "there is another file for '%s'".formatted(module.name()));
      }
    }
    if (!modules.containsKey(DEFAULT)) {
      throw new IllegalStateException("no module '%s' at %s".formatted(DEFAULT, location));
    }
    builtIn = Collections.unmodifiableMap(modules);
    byName = builtIn;
  }

  @Override
  public List<ProbeModule> all() {
    return List.copyOf(byName.values());
  }

  @Override
  public Optional<ProbeModule> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public Map<String, ProbeModule> builtIn() {
    return builtIn;
  }

  @Override
  public void replaceAdded(Collection<ProbeModule> added) {
    Map<String, ProbeModule> modules = new LinkedHashMap<>(builtIn);
    added.forEach(module -> modules.put(module.name(), module));
    byName = Collections.unmodifiableMap(modules);
  }
}

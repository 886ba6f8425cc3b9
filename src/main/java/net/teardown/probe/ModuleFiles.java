package net.teardown.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
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
 * The modules that are built in, one YAML file each. A file is called by a number of two digits,
 * which gives the order, and the module's name: {@code 01-tcp_connect.yml}.
 */
@Component
class ModuleFiles implements ProbeModules {

  private static final Pattern FILE_NAME =
      Pattern.compile("\\d{2}-([a-z][a-z0-9]*(?:_[a-z0-9]+)*)\\.yml");

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
    for (Resource file : files(resources, location)) {
      ProbeModule module = read(file);
      if (modules.putIfAbsent(module.name(), module) != null) {
        throw new BrokenScenario(
            place(file), "there is another file for '%s'".formatted(module.name()));
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

  private static List<Resource> files(ResourcePatternResolver resources, String location) {
    try {
      return Arrays.stream(resources.getResources(location))
          .sorted(Comparator.comparing(ModuleFiles::fileName))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + location, e);
    }
  }

  private static String fileName(Resource file) {
    return Objects.requireNonNull(file.getFilename());
  }

  private static String place(Resource file) {
    return "modules/" + fileName(file);
  }

  private static ProbeModule read(Resource file) {
    Matcher name = FILE_NAME.matcher(fileName(file));
    if (!name.matches()) {
      throw new BrokenScenario(
          place(file),
          "a file's name must be two digits, a dash, a name in lower case with underscores, and"
              + " .yml");
    }
    return YamlFiles.read(file, place(file), ModuleDraft.class).check(place(file), name.group(1));
  }
}

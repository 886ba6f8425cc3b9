package net.teardown.probe;

import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The built-in modules, read as the service reads them at its start. */
public final class BuiltInModules {

  private static final ProbeModules MODULES =
      new ModuleFiles(new PathMatchingResourcePatternResolver(), "classpath:modules/*");

  private BuiltInModules() {}

  /** The one of this name. */
  public static ProbeModule named(String name) {
    return MODULES.named(name).orElseThrow();
  }
}

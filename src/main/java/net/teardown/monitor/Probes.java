package net.teardown.monitor;

import java.util.List;
import net.teardown.probe.ProbeModule;

/** The content of the probes file: modules besides the built-in ones, and monitors. */
record Probes(List<ProbeModule> modules, List<Monitor> monitors) {

  static final Probes NONE = new Probes(List.of(), List.of());

  Probes {
    modules = List.copyOf(modules);
    monitors = List.copyOf(monitors);
  }
}

package net.teardown.monitor;

import java.util.List;
import net.teardown.probe.ProbeModule;

/** What the probes file says: modules beside those built in, and monitors. */
record Probes(List<ProbeModule> modules, List<Monitor> monitors) {

  static final Probes NONE = new Probes(List.of(), List.of());

  Probes {
    modules = List.copyOf(modules);
    monitors = List.copyOf(monitors);
  }
}

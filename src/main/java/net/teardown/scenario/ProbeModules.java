package net.teardown.scenario;

import java.util.List;
import java.util.Optional;

/** The modules there are for probes and monitors. */
public interface ProbeModules {

  /** The module of those who name none. */
  String DEFAULT = "tcp_connect";

  /** All of them, in their order. */
  List<ProbeModule> all();

  /** The one with this name. */
  Optional<ProbeModule> named(String name);
}

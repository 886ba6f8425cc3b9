package net.teardown.probe;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modules for probes and monitors. */
public interface ProbeModules {

  /** The module used if none is named. */
  String DEFAULT = "tcp_connect";

  /** All modules, in order. */
  List<ProbeModule> all();

  /** The module with this name. */
  Optional<ProbeModule> named(String name);

  /** The built-in modules, by name. */
  Map<String, ProbeModule> builtIn();

  /**
   * Replaces the added modules; the built-in ones stay.
   *
   * @param added modules whose names differ from those of the built-in ones
   */
  void replaceAdded(Collection<ProbeModule> added);
}

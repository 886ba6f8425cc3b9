package net.teardown.probe;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modules there are for probes and monitors. */
public interface ProbeModules {

  /** The module of those who name none. */
  String DEFAULT = "tcp_connect";

  /** All of them, in their order. */
  List<ProbeModule> all();

  /** The one with this name. */
  Optional<ProbeModule> named(String name);

  /** Those that come with the service, by name. */
  Map<String, ProbeModule> builtIn();

  /**
   * Has these beside the ones built in, in place of those that were added before.
   *
   * @param added none with the name of one that is built in
   */
  void replaceAdded(Collection<ProbeModule> added);
}

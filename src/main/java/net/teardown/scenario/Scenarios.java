package net.teardown.scenario;

import java.util.List;
import java.util.Optional;

/** The scenarios there are, the paper's own first. */
public interface Scenarios {

  /** All of them, in their order. */
  List<Scenario> all();

  /** The one with this name. */
  Optional<Scenario> named(String name);

  /** What people meet as well and no spec can bring about. */
  List<NotExpressible> notExpressible();
}

package net.teardown.scenario;

import java.util.List;
import java.util.Optional;

/** The scenarios, the paper's own first. */
public interface Scenarios {

  /** All scenarios, in order. */
  List<Scenario> all();

  /** The scenario with this name. */
  Optional<Scenario> named(String name);

  /** Cases that occur in practice and that no spec can produce. */
  List<NotExpressible> notExpressible();
}

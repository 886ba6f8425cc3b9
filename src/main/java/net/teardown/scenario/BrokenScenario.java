package net.teardown.scenario;

import org.jspecify.annotations.Nullable;

/** The file of a scenario or a module breaks a rule; the service doesn't start with it. */
class BrokenScenario extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param place the file, and the line where that is known
   * @param problem what is wrong and what to write instead, beginning with the key it stands at
   */
  BrokenScenario(String place, String problem, @Nullable Throwable cause) {
    super(place + ": " + problem, cause);
  }

  BrokenScenario(String place, String problem) {
    this(place, problem, null);
  }
}

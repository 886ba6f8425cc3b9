package net.teardown.scenario;

import org.jspecify.annotations.Nullable;

/** A scenario's file breaks a rule; the service doesn't start with it. */
class BrokenScenario extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param file the file's name
   * @param problem what is wrong, beginning with the key it stands at
   */
  BrokenScenario(String file, String problem, @Nullable Throwable cause) {
    super("scenarios/" + file + ": " + problem, cause);
  }

  BrokenScenario(String file, String problem) {
    this(file, problem, null);
  }
}

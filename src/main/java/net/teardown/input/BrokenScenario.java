package net.teardown.input;

import org.jspecify.annotations.Nullable;

/** A file of scenarios, modules or monitors breaks a rule, so the service doesn't start. */
public class BrokenScenario extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;

  /**
   * @param place the file, and the line if known
   * @param problem what is wrong and what to write instead, beginning with the key it is about
   */
  public BrokenScenario(String place, String problem, @Nullable Throwable cause) {
    super(place + ": " + problem, cause);
    this.problem = problem;
  }

  public BrokenScenario(String place, String problem) {
    this(place, problem, null);
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }
}

package net.teardown.input;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of scenarios, modules or monitors breaks a rule, so the service doesn't start. */
public class BrokenScenario extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String NEXT = "\n  ";

  private final transient List<String> problems;

  /**
   * @param place the file, and the line if known
   * @param problem what is wrong and what to write instead, beginning with the key it is about
   */
  public BrokenScenario(String place, String problem, @Nullable Throwable cause) {
    super(place + ": " + problem, cause);
    this.problems = List.of(problem);
  }

  public BrokenScenario(String place, String problem) {
    this(place, problem, null);
  }

  /**
   * Several problems, told one per line.
   *
   * @param place the file
   * @param problems one or more, each as of {@link #BrokenScenario(String, String)}
   */
  public BrokenScenario(String place, List<String> problems) {
    super(
        place
            + ":"
            + (problems.size() == 1
                ? " " + problems.getFirst()
                : NEXT + String.join(NEXT, problems)));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, without the place. */
  public List<String> problems() {
    return problems;
  }
}

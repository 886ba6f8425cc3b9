package net.teardown.experiment;

import java.util.List;
import java.util.stream.Collectors;

/** A spec breaks rules; every one of them is named. */
public class InvalidSpec extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * One broken rule.
   *
   * @param field the field's name as the API spells it
   * @param message what is wrong and what to do, a sentence that the field's name completes
   */
  public record Violation(String field, String message) {}

  private final transient List<Violation> violations;

  public InvalidSpec(List<Violation> violations) {
    // No stack: it tells of what was asked for and not of where in the code, and a campaign may
    // meet thousands.
    super(null, null, false, false);
    this.violations = List.copyOf(violations);
  }

  @Override
  public String getMessage() {
    return violations.stream()
        .map(v -> "'" + v.field() + "' " + v.message())
        .collect(Collectors.joining("; "));
  }

  /** Every broken rule, in the order of the fields' table. */
  public List<Violation> violations() {
    return violations;
  }
}

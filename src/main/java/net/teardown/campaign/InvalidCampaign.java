package net.teardown.campaign;

import java.util.List;
import java.util.stream.Collectors;
import net.teardown.experiment.InvalidSpec.Violation;

/**
 * A campaign that can't be: every violation names its field by its path, {@code base/bytesSent}.
 */
public class InvalidCampaign extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  InvalidCampaign(List<Violation> violations) {
    super(
        violations.stream()
            .map(v -> "'" + v.field() + "' " + v.message())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  InvalidCampaign(String field, String message) {
    this(List.of(new Violation(field, message)));
  }

  /** What is wrong, and how to mend it. */
  public List<Violation> violations() {
    return violations;
  }
}

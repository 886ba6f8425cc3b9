package net.teardown.responder;

import java.util.List;
import java.util.stream.Collectors;

/** A control call says what can't be. */
public final class InvalidControl extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong with the body.
   *
   * @param field its path in the body, {@code spec/bytesRead}
   * @param message what is wrong and what to do, a sentence that the field's name completes
   */
  public record Violation(String field, String message) {}

  private final transient List<Violation> violations;

  InvalidControl(List<Violation> violations) {
    super(
        violations.stream()
            .map(v -> "'%s' %s".formatted(v.field().replace('/', '.'), v.message()))
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  InvalidControl(String field, String message) {
    this(List.of(new Violation(field, message)));
  }

  /** Everything that is wrong. */
  public List<Violation> violations() {
    return violations;
  }
}

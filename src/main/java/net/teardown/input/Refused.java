package net.teardown.input;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked isn't done; its message is for whoever asked. */
public abstract class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What it lies in. */
  public enum Why {
    /** It can't be understood, or breaks a rule. */
    INVALID,
    /** It isn't allowed here. */
    FORBIDDEN,
    /** There is no such thing. */
    UNKNOWN,
    /** The thing isn't in a state for it. */
    CONFLICT,
    /** It is longer than anything that is needed. */
    TOO_LARGE,
    /** Too much is being done already. */
    BUSY,
    /** Something that it takes isn't there right now. */
    UNAVAILABLE
  }

  private final Why why;
  private final transient List<Violation> violations;
  private final @Nullable Duration retryAfter;

  protected Refused(Why why, String message) {
    this(why, message, null, null);
  }

  /**
   * @param retryAfter when to try again
   */
  protected Refused(Why why, String message, Duration retryAfter) {
    this(why, message, retryAfter, null);
  }

  protected Refused(
      Why why, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.why = why;
    this.violations = List.of();
    this.retryAfter = retryAfter;
  }

  /**
   * Something that was written breaks rules. It has no stack: it tells of what was written and not
   * of where in the code, and a campaign may meet thousands.
   *
   * @param violations every broken rule, which the message names
   */
  protected Refused(Why why, List<Violation> violations) {
    this(why, violations, null);
  }

  protected Refused(Why why, List<Violation> violations, @Nullable Throwable cause) {
    super(null, cause, false, false);
    this.why = why;
    this.violations = List.copyOf(violations);
    this.retryAfter = null;
  }

  /** What it lies in. */
  public final Why why() {
    return why;
  }

  /** Every broken rule, with where in what was written it was broken; empty if that isn't why. */
  public final List<Violation> violations() {
    return violations;
  }

  /** When to try again; null if that isn't known, or is of no use. */
  public final @Nullable Duration retryAfter() {
    return retryAfter;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? Violation.sentences(violations) : message;
  }
}

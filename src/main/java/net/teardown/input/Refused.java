package net.teardown.input;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is not carried out. The message is for the caller. */
public abstract class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kind of reason. */
  public enum Why {
    /** The request can't be understood, or breaks a rule. */
    INVALID,
    /** The request isn't allowed on this instance. */
    FORBIDDEN,
    /** What the request names doesn't exist. */
    UNKNOWN,
    /** The named thing isn't in a state that allows the request. */
    CONFLICT,
    /** The request is longer than any valid one needs to be. */
    TOO_LARGE,
    /** Too many requests are being carried out already. */
    BUSY,
    /** Something that the request needs isn't available right now. */
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
   * A request whose input breaks rules. The exception has no stack trace: it is about the input and
   * not about the code, and a campaign may create thousands.
   *
   * @param violations every broken rule; the message names them
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

  /** The kind of reason. */
  public final Why why() {
    return why;
  }

  /** Every broken rule, with its place in the input; empty for other kinds of reason. */
  public final List<Violation> violations() {
    return violations;
  }

  /** When to try again; null if unknown or useless. */
  public final @Nullable Duration retryAfter() {
    return retryAfter;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? Violation.sentences(violations) : message;
  }
}

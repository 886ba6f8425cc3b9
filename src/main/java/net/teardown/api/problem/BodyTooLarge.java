package net.teardown.api.problem;

import net.teardown.input.Refused;

/** The body is longer than any valid request; answered with 413. */
public class BodyTooLarge extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param message the limit, for the caller
   */
  public BodyTooLarge(String message) {
    super(Why.TOO_LARGE, message);
  }
}

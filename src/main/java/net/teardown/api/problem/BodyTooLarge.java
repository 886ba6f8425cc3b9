package net.teardown.api.problem;

import net.teardown.input.Refused;

/** The body is longer than any request of ours needs; answered by 413. */
public class BodyTooLarge extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what the most is, for the caller
   */
  public BodyTooLarge(String message) {
    super(Why.TOO_LARGE, message);
  }
}

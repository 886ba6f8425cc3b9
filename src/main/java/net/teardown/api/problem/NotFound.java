package net.teardown.api.problem;

import net.teardown.input.Refused;

/** The path names something that doesn't exist; answered with 404. */
public class NotFound extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param detail what exists instead, for the caller
   */
  public NotFound(String detail) {
    super(Why.UNKNOWN, detail);
  }
}

package net.teardown.api.problem;

import net.teardown.input.Refused;

/** What the path names doesn't exist; answered by 404. */
public class NotFound extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param detail what there is instead, for the caller
   */
  public NotFound(String detail) {
    super(Why.UNKNOWN, detail);
  }
}

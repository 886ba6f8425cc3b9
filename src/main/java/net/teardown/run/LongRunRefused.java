package net.teardown.run;

import net.teardown.input.Refused;

/** Refuses what only a run under way allows, or what it doesn't allow. */
public final class LongRunRefused extends Refused {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what it is, and what to do
   */
  public LongRunRefused(String message) {
    super(Why.CONFLICT, message);
  }
}

package net.teardown.api;

import net.teardown.input.Refused;

/** What the path names doesn't exist; answered by 404. */
class NotFound extends Refused {

  private static final long serialVersionUID = 1L;

  NotFound(String detail) {
    super(Why.UNKNOWN, detail);
  }
}

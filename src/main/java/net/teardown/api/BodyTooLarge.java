package net.teardown.api;

import net.teardown.input.Refused;

/** The body is longer than any request of ours needs; answered by 413. */
class BodyTooLarge extends Refused {

  private static final long serialVersionUID = 1L;

  BodyTooLarge(String message) {
    super(Why.TOO_LARGE, message);
  }
}

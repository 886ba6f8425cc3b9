package net.teardown.api;

/** The body is longer than any request of ours needs; answered by 413. */
class BodyTooLarge extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BodyTooLarge(String message) {
    super(message);
  }
}

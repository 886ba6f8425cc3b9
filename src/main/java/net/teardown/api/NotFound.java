package net.teardown.api;

/** What the path names doesn't exist; answered by 404. */
class NotFound extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotFound(String detail) {
    super(detail);
  }
}

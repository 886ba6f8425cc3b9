package net.teardown.api.security;

/** The configured token can't be one; stops the start without telling what it was. */
final class UnusableToken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnusableToken(String message) {
    super(message);
  }
}

package net.teardown.api.security;

/**
 * The configured token is invalid, so the service doesn't start. The message doesn't contain it.
 */
final class UnusableToken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnusableToken(String message) {
    super(message);
  }
}

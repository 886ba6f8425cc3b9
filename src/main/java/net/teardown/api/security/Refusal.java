package net.teardown.api.security;

import org.springframework.security.authorization.AuthorizationResult;

/** Why a call is turned away. */
public sealed interface Refusal extends AuthorizationResult {

  @Override
  default boolean isGranted() {
    return false;
  }

  /**
   * Host is a name that isn't this instance's; {@code teardown.api.hosts} would make it one.
   *
   * @param host the name, without port
   */
  record ForeignHost(String host) implements Refusal {}

  /**
   * A page of another origin would have this instance run or change something. Nothing allows it.
   *
   * @param header which header tells
   * @param value what it says
   */
  record ForeignOrigin(String header, String value) implements Refusal {}

  /**
   * The call needs a token and carries none.
   *
   * @param property where the token is configured, or each of those that would do
   */
  record NoToken(String property) implements Refusal {}

  /**
   * The call needs another token than the one it carries.
   *
   * @param property where the token is configured
   */
  record WrongToken(String property) implements Refusal {}
}

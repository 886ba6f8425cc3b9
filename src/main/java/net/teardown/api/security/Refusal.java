package net.teardown.api.security;

import org.springframework.security.authorization.AuthorizationResult;

/** The reason why a call is refused. */
public sealed interface Refusal extends AuthorizationResult {

  @Override
  default boolean isGranted() {
    return false;
  }

  /**
   * The Host header has a name that isn't this instance's; {@code teardown.api.hosts} could add it.
   *
   * @param host the name, without port
   */
  record ForeignHost(String host) implements Refusal {}

  /**
   * A page of another origin tries to run or change something. No configuration allows it.
   *
   * @param header the header that shows the origin
   * @param value its value
   */
  record ForeignOrigin(String header, String value) implements Refusal {}

  /**
   * The call needs a token and carries none.
   *
   * @param property the property of the token, or of each accepted one
   */
  record NoToken(String property) implements Refusal {}

  /**
   * The call carries a wrong token.
   *
   * @param property the property of the token, or of each accepted one
   */
  record WrongToken(String property) implements Refusal {}
}

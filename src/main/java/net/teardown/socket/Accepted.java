package net.teardown.socket;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The result of accept4(2).
 *
 * @param result ok, or why there is no socket; {@code EAGAIN} when no connection waits
 * @param socket the accepted socket; null unless {@code result} is ok
 * @param peer the other end's address as accept4(2) returned it; null unless {@code result} is ok
 */
public record Accepted(
    CallResult result, @Nullable TcpSocket socket, @Nullable InetSocketAddress peer) {

  static Accepted failed(CallResult result) {
    return new Accepted(result, null, null);
  }
}

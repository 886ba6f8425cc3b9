package net.teardown.socket;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What accept4(2) gave.
 *
 * @param result ok, or why there is no socket; {@code EAGAIN} when no connection waits
 * @param socket the accepted socket, null unless {@code result} is ok
 * @param peer the address of the other end as accept4(2) told it, null unless {@code result} is ok
 */
public record Accepted(
    CallResult result, @Nullable TcpSocket socket, @Nullable InetSocketAddress peer) {

  static Accepted failed(CallResult result) {
    return new Accepted(result, null, null);
  }
}

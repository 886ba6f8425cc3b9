package net.teardown.responder;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import net.teardown.socket.CallFailed;
import net.teardown.socket.Errno;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpStack;

/** Opens the data port's listeners: on one address, or on all addresses of both families. */
final class DataListeners {

  private static final int BACKLOG = 1024;

  /** How often to try, since a port that is free in one family may be taken in the other. */
  private static final int TRIES_FOR_A_FREE_PORT = 16;

  private DataListeners() {}

  /**
   * Opens the listeners.
   *
   * @param port 0 takes a free one, the same in both families
   * @return one listener, or one of each family
   * @throws DataPortUnusable if the address or port can't be listened on
   */
  static List<TcpListener> open(TcpStack stack, InetAddress address, int port) {
    try {
      if (!address.isAnyLocalAddress()) {
        return List.of(stack.listen(new InetSocketAddress(address, port), BACKLOG));
      }
      for (int i = 1; port == 0 && i < TRIES_FOR_A_FREE_PORT; i++) {
        try {
          return onAllAddresses(stack, 0);
        } catch (CallFailed e) {
          if (!e.errno().equals(Errno.EADDRINUSE)) {
            throw e;
          }
        }
      }
      return onAllAddresses(stack, port);
    } catch (CallFailed e) {
      throw new DataPortUnusable(address, port, e);
    }
  }

  private static List<TcpListener> onAllAddresses(TcpStack stack, int port) throws CallFailed {
    InetAddress four = InetAddress.ofLiteral("0.0.0.0");
    TcpListener six;
    try {
      six = stack.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), port), BACKLOG);
    } catch (CallFailed e) {
      if (!lacksFamily(e)) {
        throw e;
      }
      return List.of(stack.listen(new InetSocketAddress(four, port), BACKLOG));
    } catch (UnsupportedOperationException _) {
      // The JDK throws this where it has no IPv6.
      return List.of(stack.listen(new InetSocketAddress(four, port), BACKLOG));
    }
    if (stack.name().equals("jdk")) {
      // Its IPv6 listener takes IPv4 too, and can't be configured otherwise.
      return List.of(six);
    }
    try {
      int same = six.localAddress().getPort();
      return List.of(six, stack.listen(new InetSocketAddress(four, same), BACKLOG));
    } catch (CallFailed e) {
      if (lacksFamily(e)) {
        return List.of(six);
      }
      six.close();
      throw e;
    }
  }

  private static boolean lacksFamily(CallFailed e) {
    return e.errno().equals(Errno.EAFNOSUPPORT) || e.errno().equals(Errno.EADDRNOTAVAIL);
  }
}

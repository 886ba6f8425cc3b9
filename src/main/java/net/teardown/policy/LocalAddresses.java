package net.teardown.policy;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Tells which addresses lead to this host itself. The answer is computed anew each time, because
 * addresses change while the service runs.
 */
@FunctionalInterface
interface LocalAddresses {

  /** Whether a connection to this address would go to this host. */
  boolean contain(InetAddress address);

  /**
   * Checks the interfaces' addresses and the kernel's routes, because a local route may cover
   * addresses that no interface has. If that fails, an address counts as local.
   */
  static LocalAddresses ofThisHost() {
    return address -> {
      try {
        return address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || NetworkInterface.getByInetAddress(address) != null
            || leadsToItself(address);
      } catch (SocketException _) {
        return true;
      }
    };
  }

  /**
   * For a destination that is local, the kernel chooses that address or loopback as the source;
   * connect(2) on a UDP socket shows it without sending.
   */
  private static boolean leadsToItself(InetAddress address) throws SocketException {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      // Port 9 is discard; nothing is sent.
      socket.connect(new InetSocketAddress(address, 9));
      InetAddress from = socket.getLocalAddress();
      return from.equals(address) || from.isLoopbackAddress();
    } catch (UncheckedIOException | SocketException e) {
      // There is no route, so a TCP connection has none either.
      return false;
    }
  }
}

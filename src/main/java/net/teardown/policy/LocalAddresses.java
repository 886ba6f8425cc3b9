package net.teardown.policy;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Tells which addresses lead to this host itself. Asked anew each time: addresses come and go while
 * a service runs.
 */
@FunctionalInterface
interface LocalAddresses {

  /** Whether a connection to this address would be one to this host. */
  boolean contain(InetAddress address);

  /**
   * By its interfaces, and by where the kernel would send: a local route may hold addresses that no
   * interface has. Where nothing can be found out, it may be.
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

  /** To a local address the kernel sends from that address, or from loopback; connect(2) of UDP. */
  private static boolean leadsToItself(InetAddress address) throws SocketException {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      // Discard's port: nothing is sent.
      socket.connect(new InetSocketAddress(address, 9));
      InetAddress from = socket.getLocalAddress();
      return from.equals(address) || from.isLoopbackAddress();
    } catch (UncheckedIOException | SocketException e) {
      // No route there: neither has a connection.
      return false;
    }
  }
}

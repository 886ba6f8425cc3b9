package net.teardown.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A target that the policy has allowed: the very address to connect to. Only {@link Policy} makes
 * one.
 */
public sealed interface AllowedTarget {

  /** This host itself: both ends of an experiment are ours. */
  final class Loopback implements AllowedTarget {

    private final InetAddress address;

    Loopback(InetAddress address) {
      this.address = address;
    }

    /** The address that is listened on and connected to. */
    public InetAddress address() {
      return address;
    }

    @Override
    public String toString() {
      return address.getHostAddress();
    }
  }

  /** Another Teardown. */
  final class Responder implements AllowedTarget {

    private final InetSocketAddress data;
    private final URI control;
    private final InetAddress controlAddress;

    Responder(InetSocketAddress data, URI control, InetAddress controlAddress) {
      this.data = data;
      this.control = control;
      this.controlAddress = controlAddress;
    }

    /** Where the test connection goes. */
    public InetSocketAddress data() {
      return data;
    }

    /** Where the responder is controlled, as the caller named it. */
    public URI control() {
      return control;
    }

    /** The address to connect to for that, whatever its name stands for by now. */
    public InetAddress controlAddress() {
      return controlAddress;
    }

    @Override
    public String toString() {
      String host = data.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + data.getPort();
    }
  }

  /** A name that stands for no address: there is nobody to connect to. */
  final class Unresolved implements AllowedTarget {

    private final String host;
    private final String why;

    Unresolved(String host, String why) {
      this.host = host;
      this.why = why;
    }

    public String host() {
      return host;
    }

    /** What the resolver said, or that it said nothing in time. */
    public String why() {
      return why;
    }

    @Override
    public String toString() {
      return host;
    }
  }
}

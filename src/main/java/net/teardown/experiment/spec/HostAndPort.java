package net.teardown.experiment.spec;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;

/**
 * A host and a port, written everywhere as in a URI (RFC 3986 section 3.2.2): {@code probe-b:80},
 * {@code [fd00::1]:80}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

  /** An address in any form and a port; the address is written in its {@link #shortest} one. */
  public static HostAndPort ofAddress(String address, int port) {
    return new HostAndPort(shortest(address), port);
  }

  /**
   * Returns an IPv6 address as RFC 5952 writes it, {@code ::1}, {@code ::ffff:10.1.2.3}, with its
   * zone; anything else as it is.
   */
  public static String shortest(String host) {
    IPAddress address = host.contains(":") ? new IPAddressString(host).getAddress() : null;
    if (address == null) {
      return host;
    }
    IPv6Address v6 = address.toIPv6();
    return v6 != null && v6.isIPv4Mapped() ? v6.toMixedString() : address.toCanonicalString();
  }

  /** Returns the host as a URI writes it: an IPv6 address in brackets, anything else as it is. */
  public static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Returns the host without the brackets that a URI puts round an IPv6 address. */
  public static String withoutBrackets(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return bracketed(host) + ":" + port;
  }
}

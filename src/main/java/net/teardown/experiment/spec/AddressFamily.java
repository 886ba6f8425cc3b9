package net.teardown.experiment.spec;

import inet.ipaddr.IPAddress.IPVersion;

/** Which of a name's addresses may be connected to, and which of them comes first. */
public enum AddressFamily {
  /** Any, in the resolver's order. */
  ANY,
  /** Any; those of IPv4 first. */
  PREFER_IPV4,
  /** Any; those of IPv6 first. */
  PREFER_IPV6,
  /** Those of IPv4 alone. */
  ONLY_IPV4,
  /** Those of IPv6 alone. */
  ONLY_IPV6;

  /** Whether addresses of this version may be connected to. */
  boolean allows(IPVersion version) {
    return switch (this) {
      case ANY, PREFER_IPV4, PREFER_IPV6 -> true;
      case ONLY_IPV4 -> version.isIPv4();
      case ONLY_IPV6 -> version.isIPv6();
    };
  }

  /** Whether addresses of this version go before those of the other. */
  boolean prefers(IPVersion version) {
    return switch (this) {
      case ANY, ONLY_IPV4, ONLY_IPV6 -> false;
      case PREFER_IPV4 -> version.isIPv4();
      case PREFER_IPV6 -> version.isIPv6();
    };
  }
}

package net.teardown.api.security;

import java.net.Inet4Address;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.instance.ThisHost;

/**
 * The names by which requests may address this instance. In DNS rebinding, a page points its own
 * name at this address and still sends that name in Host, so names that others can register are not
 * allowed.
 */
final class HostNames {

  private final Set<String> known;

  /**
   * @param more names besides those that are always allowed, in any case
   */
  HostNames(Collection<String> more) {
    this.known =
        Stream.concat(more.stream(), Stream.of("localhost", ThisHost.name()))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a request may use this host name.
   *
   * @param host the host of RFC 9110 section 7.2 without its port, an IPv6 address in brackets
   */
  boolean contain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.startsWith("[")
        || !name.contains(".")
        || known.contains(name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
        || isIpv4(name);
  }

  private static boolean isIpv4(String name) {
    try {
      Inet4Address.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}

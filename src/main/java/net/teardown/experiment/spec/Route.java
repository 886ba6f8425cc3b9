package net.teardown.experiment.spec;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddress.IPVersion;
import inet.ipaddr.IPAddressString;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From which of this host's addresses the test connection comes, and to which of the other host's
 * it goes. The policy decides whether the source is an address of this host.
 *
 * @param source an address, IPv6 as RFC 5952 writes it; null for the one that the system chooses
 */
public record Route(@Nullable String source, AddressFamily family) {

  /** The way that the system chooses. */
  public static final Route BY_THE_SYSTEM = new Route(null, AddressFamily.ANY);

  private static final String WANTED =
      "must be an IP address of this host, such as 10.1.2.3 or fd00::1";

  /** Four decimal numbers, none of which could be read as octal; or what IPv6 is made of. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:0|[1-9]\\d{0,2})(?:\\.(?:0|[1-9]\\d{0,2})){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  /** As the resolver takes it for IPv4: {@code 127.1} too. */
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");

  /**
   * Whether it can lead to this address: one of the source's family, and of the family asked for.
   *
   * @param address 4 or 16 bytes
   */
  public boolean leadsTo(byte[] address) {
    IPVersion version = version(address);
    return family.allows(version) && (source == null || version == version(source));
  }

  /**
   * Whether an address that it can lead to goes before those of the other family.
   *
   * @param address 4 or 16 bytes
   */
  public boolean prefers(byte[] address) {
    return family.prefers(version(address));
  }

  /** What an address must be for it to lead there: {@code IPv4 (addressFamily ONLY_IPV4)}. */
  public String needs() {
    return source == null
        ? "%s (addressFamily %s)".formatted(family.allows(IPVersion.IPV4) ? "IPv4" : "IPv6", family)
        : "%s (sourceAddress %s)".formatted(version(source), source);
  }

  private static IPVersion version(byte[] address) {
    return address.length == 4 ? IPVersion.IPV4 : IPVersion.IPV6;
  }

  /** The version of IP that a host is an address of; null if it is a name. */
  static @Nullable IPVersion version(String host) {
    if (!host.contains(":")) {
      return NUMERIC.matcher(host).matches() ? IPVersion.IPV4 : null;
    }
    IPAddress address = new IPAddressString(host).getAddress();
    return address == null ? null : isMapped(address) ? IPVersion.IPV4 : IPVersion.IPV6;
  }

  /** Why this text is no source address that any host could have; null if it may be one. */
  static @Nullable String whyNoSource(String text) {
    if (text.contains("%")) {
      return WANTED + ", without a zone: no target is reached by an address of one interface";
    }
    IPAddress address = parsed(text);
    if (address == null) {
      return WANTED;
    }
    if (isMapped(address)) {
      return "must be written as IPv4: " + address.toIPv6().getEmbeddedIPv4Address();
    }
    if (address.isAnyLocal()) {
      return WANTED + "; leave it out for the one that the system chooses";
    }
    if (address.isMulticast()) {
      return WANTED + ", which a multicast address never is";
    }
    return address.isIPv6() && address.isLinkLocal()
        ? WANTED + ": no target is reached by a link-local one"
        : null;
  }

  /** The source of this text; null if there is none, or no usable one. */
  static @Nullable String source(@Nullable String text) {
    IPAddress address = text == null || whyNoSource(text) != null ? null : parsed(text);
    return address == null ? null : address.toCanonicalString();
  }

  private static @Nullable IPAddress parsed(String text) {
    String plain = HostAndPort.withoutBrackets(text);
    return ADDRESS.matcher(plain).matches() ? new IPAddressString(plain).getAddress() : null;
  }

  private static boolean isMapped(IPAddress address) {
    return address.isIPv6() && address.toIPv6().isIPv4Mapped();
  }
}

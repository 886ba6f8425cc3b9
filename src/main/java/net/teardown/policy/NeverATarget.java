package net.teardown.policy;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists addresses that can't be a target under any configuration, with the reason. */
final class NeverATarget {

  private static final String METADATA = "a cloud's metadata service";

  /** Special kinds come before general ones: the first that contains an address describes it. */
  private static final List<Kind> KINDS =
      List.of(
          // AWS, Azure, Google, Oracle and most others.
          kind("169.254.169.254", METADATA),
          kind("100.100.100.200", METADATA), // Alibaba
          kind("168.63.129.16", METADATA), // Azure's WireServer
          kind("192.0.0.192", METADATA), // Oracle, classic
          kind("fd00:ec2::254", METADATA), // AWS
          kind("fd00:ec2::23", METADATA), // AWS, the credentials of EKS pods
          kind("fd20:ce::254", METADATA), // Google
          kind("fd00:c1::a9fe:a9fe", METADATA), // Oracle
          kind("fd00:42::42", METADATA), // Scaleway
          kind("0.0.0.0/8", "an unspecified address"),
          kind("::", "an unspecified address"),
          kind("169.254.0.0/16", "a link-local address"),
          kind("fe80::/10", "a link-local address"),
          kind("224.0.0.0/4", "a multicast address"),
          kind("ff00::/8", "a multicast address"),
          kind("255.255.255.255", "the broadcast address"));

  /** IPv6 prefixes that embed an IPv4 address to which a translator or a tunnel would connect. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(network("::/96"), 12), // IPv4-compatible, RFC 4291 2.5.5.1
          new Embedding(network("::ffff:0:0/96"), 12), // IPv4-mapped, RFC 4291 2.5.5.2
          new Embedding(network("::ffff:0:0:0/96"), 12), // IPv4-translated, RFC 2765 2.1
          new Embedding(network("64:ff9b::/96"), 12), // NAT64, RFC 6052 2.1
          new Embedding(network("64:ff9b:1::/48"), 12), // NAT64 for local use, RFC 8215
          new Embedding(network("2002::/16"), 2), // 6to4, RFC 3056 2
          new Embedding(network("2001::/32"), 4)); // Teredo's server, RFC 4380 4

  /** Addresses of one kind. */
  private record Kind(IPAddress network, String what) {}

  /** The offset of the embedded IPv4 address in addresses with this prefix. */
  private record Embedding(IPAddress prefix, int atByte) {}

  private NeverATarget() {}

  /** Why an address can't be a target; null if it may be one. */
  static @Nullable String because(InetAddress address) {
    if (address instanceof Inet6Address scoped
        && (scoped.getScopeId() != 0 || scoped.getScopedInterface() != null)) {
      return "an address of one interface";
    }
    IPAddress whole = Networks.of(address);
    return Stream.concat(Stream.of(whole), inside(whole))
        .map(NeverATarget::kindOf)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String kindOf(IPAddress address) {
    return KINDS.stream()
        .filter(kind -> kind.network().contains(address))
        .map(Kind::what)
        .findFirst()
        .orElse(null);
  }

  private static Stream<IPAddress> inside(IPAddress address) {
    // ::1 would be read as the IPv4-compatible address 0.0.0.1.
    return address.isIPv4() || address.isLoopback()
        ? Stream.empty()
        : EMBEDDINGS.stream()
            .filter(embedding -> embedding.prefix().contains(address))
            .map(embedding -> address.toIPv6().getEmbeddedIPv4Address(embedding.atByte()));
  }

  private static Kind kind(String network, String what) {
    return new Kind(network(network), what);
  }

  private static IPAddress network(String text) {
    try {
      return Networks.parse(text);
    } catch (AddressStringException e) {
      throw new AssertionError(e);
    }
  }
}

package net.teardown.policy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses that no configuration opens: they are nobody, everybody, or the machine's own secrets.
 * What counts is the address that would be connected to, however it was written; one that carries
 * an IPv4 address inside is taken for that one too.
 */
final class NeverATarget {

  private static final List<Network> METADATA =
      networks(
          "169.254.169.254",
          "169.254.170.2",
          "100.100.100.200",
          "192.0.0.192",
          "168.63.129.16",
          "fd00:ec2::254",
          "fd00:ec2::23",
          "fd20:ce::254",
          "fd00:c1::a9fe:a9fe");

  /** RFC 6890; the fourth octet of a directed broadcast can't be known from here. */
  private static final List<Network> NOBODY =
      networks("0.0.0.0/8", "255.255.255.255", "240.0.0.0/4", "::");

  /** RFC 6052, RFC 3056, RFC 4291 section 2.5.5; a mapped address is IPv4's own to the JDK. */
  private static final Network NAT64 = Network.parse("64:ff9b::/96");

  private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
  private static final Network COMPATIBLE = Network.parse("::/96");

  private NeverATarget() {}

  /** Why this address may never be one; empty if it may. */
  static Optional<String> why(InetAddress address) {
    return Stream.concat(Stream.of(address), embedded(address).stream())
        .flatMap(each -> whyPlain(each).stream())
        .findFirst();
  }

  private static Optional<String> whyPlain(InetAddress address) {
    if (METADATA.stream().anyMatch(network -> network.contains(address))) {
      return Optional.of("it is a cloud's metadata service");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("it is link-local");
    }
    if (address.isMulticastAddress()) {
      return Optional.of("it is multicast");
    }
    return address.isAnyLocalAddress() || NOBODY.stream().anyMatch(block -> block.contains(address))
        ? Optional.of("it is no single host's")
        : Optional.empty();
  }

  private static Optional<InetAddress> embedded(InetAddress address) {
    if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
      return Optional.empty();
    }
    byte[] bytes = address.getAddress();
    if (NAT64.contains(address) || COMPATIBLE.contains(address)) {
      return Optional.of(ipv4(bytes, 12));
    }
    return SIX_TO_FOUR.contains(address) ? Optional.of(ipv4(bytes, 2)) : Optional.empty();
  }

  private static InetAddress ipv4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }

  private static List<Network> networks(String... blocks) {
    return Stream.of(blocks).map(Network::parse).toList();
  }
}

package net.teardown.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code teardown.policy.allow}.
 *
 * @param text as it was written
 * @param name the host name that it allows the addresses of; null where it says networks
 * @param networks the networks that it allows; none where it says a name
 * @param port the only port that it allows; null for every port
 */
record Allowance(
    String text, @Nullable String name, List<Network> networks, @Nullable Integer port) {

  /** The word for this host's own loopback addresses. */
  static final String LOOPBACK = "loopback";

  private static final List<Network> LOOPBACK_NETWORKS =
      List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));

  /** What stands in brackets, or what holds one colon at most, and perhaps a port. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[(?<bracketed>[^\\]]+)]|(?<plain>[^:\\[\\]]+))(?::(?<port>\\d{1,5}))?");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+)*[.]?");

  Allowance {
    networks = List.copyOf(networks);
  }

  /**
   * Reads one entry.
   *
   * @throws IllegalArgumentException naming what is wrong and the fix
   */
  static Allowance parse(String entry) {
    String text = entry.strip();
    Matcher parts = WITH_PORT.matcher(text);
    if (!parts.matches()) {
      // An IPv6 network without a port needs no brackets.
      return new Allowance(text, null, List.of(network(text, text)), null);
    }
    Integer port = port(text, parts.group("port"));
    String bracketed = parts.group("bracketed");
    String host = bracketed == null ? parts.group("plain") : bracketed;
    if (host.equals(LOOPBACK)) {
      return new Allowance(text, null, LOOPBACK_NETWORKS, port);
    }
    boolean isName = NAME.matcher(host).matches() && !host.matches("[0-9.]+");
    return isName
        ? new Allowance(text, plain(host), List.of(), port)
        : new Allowance(text, null, List.of(network(text, host)), port);
  }

  /**
   * Whether a target may be this address.
   *
   * @param host how the target was named
   */
  boolean allows(String host, InetAddress address, int toPort) {
    return (port == null || port == toPort)
        && (name == null
            ? networks.stream().anyMatch(network -> network.contains(address))
            : name.equals(plain(host)));
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static Network network(String entry, String host) {
    try {
      return Network.parse(host);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "teardown.policy.allow: '%s' %s. An entry is a network such as 10.0.0.0/8 or fd00::/8, a host name, or '%s', each perhaps with a port: 10.0.0.0/8:8007, [fd00::/8]:8007"
              .formatted(entry, e.getMessage(), LOOPBACK),
          e);
    }
  }

  private static @Nullable Integer port(String entry, @Nullable String digits) {
    if (digits == null) {
      return null;
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "teardown.policy.allow: '%s' has a port that is not 1 to 65535".formatted(entry));
    }
    return port;
  }
}

package net.teardown.policy;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import java.net.InetAddress;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.experiment.spec.HostAndPort;
import org.jspecify.annotations.Nullable;

/** One entry of an {@link AllowList}: the hosts it allows, and the port if it names one. */
final class AllowEntry {

  private static final String KINDS =
      "is neither 'loopback' nor a network (10.0.0.0/8, fd00::/8), an address or a host name;"
          + " each may end in a port (10.0.0.0/8:8007, [fd00::/8]:8007, probe-b:8007)";

  private static final String LOOPBACK = "loopback";

  /** Brackets are needed only to separate an IPv6 address from its port. */
  private static final Pattern HOSTS_AND_PORT =
      Pattern.compile("\\[(?<bracketed>[^\\[\\]]*:[^\\[\\]]*)\\](?::(?<port>.*))?");

  private static final Pattern SINGLE_COLON = Pattern.compile("(?<hosts>[^:]*):(?<port>[^:/]*)");

  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*[.]?");

  /** Text that some resolver takes for an address (inet_aton(3)), or that looks like a range. */
  private static final Pattern NUMERIC =
      Pattern.compile("(.*[.])?([0-9]+|0[xX][0-9A-Fa-f]*)[.]?|[0-9.-]+");

  private final Hosts hosts;
  private final @Nullable Integer port;

  private AllowEntry(Hosts hosts, @Nullable Integer port) {
    this.hosts = hosts;
    this.port = port;
  }

  /**
   * A set of hosts.
   *
   * @param text the canonical text of the entry without its port
   * @param include whether a host is in the set, given its plain name and its address
   */
  private record Hosts(String text, BiPredicate<String, IPAddress> include) {}

  /**
   * Parses an entry.
   *
   * @param property the property that contains it
   * @throws UnusableEntry if it is malformed, with what to write instead
   */
  static AllowEntry parse(String property, String text) {
    String hosts = text.strip();
    String port = null;
    Matcher bracketed = HOSTS_AND_PORT.matcher(hosts);
    Matcher single = SINGLE_COLON.matcher(hosts);
    if (bracketed.matches()) {
      hosts = bracketed.group("bracketed");
      port = bracketed.group("port");
    } else if (single.matches()) {
      hosts = single.group("hosts");
      port = single.group("port");
    }
    return new AllowEntry(
        hosts(property, text, hosts), port == null ? null : port(property, text, port));
  }

  /**
   * Whether the entry covers a host with this name and address, on any port. Only a valid host name
   * is compared, because letters of other scripts can fold to ASCII letters.
   */
  boolean isFor(String name, InetAddress address) {
    return hosts.include().test(isName(name) ? plain(name) : "", Networks.of(address));
  }

  /** Whether the entry covers a port. */
  boolean isFor(int port) {
    return this.port == null || this.port == port;
  }

  /** Whether a text can be a host name. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches() && !NUMERIC.matcher(text).matches();
  }

  /** Normalises a name for comparison: lower case, without the trailing dot of the root. */
  static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The canonical text of the entry. */
  @Override
  public String toString() {
    return port == null ? hosts.text() : new HostAndPort(hosts.text(), port).toString();
  }

  private static Hosts hosts(String property, String text, String hosts) {
    if (hosts.equalsIgnoreCase(LOOPBACK)) {
      return new Hosts(LOOPBACK, (_, address) -> address.isLoopback());
    }
    if (isName(hosts)) {
      String name = plain(hosts);
      return new Hosts(name, (named, _) -> named.equals(name));
    }
    IPAddress network = network(property, text, hosts);
    return new Hosts(network.toCanonicalString(), (_, address) -> network.contains(address));
  }

  private static IPAddress network(String property, String text, String hosts) {
    IPAddress network;
    try {
      network = Networks.parse(hosts);
    } catch (AddressStringException _) {
      throw new UnusableEntry(property, text, KINDS);
    }
    if (network.isPrefixed() && !network.isPrefixBlock()) {
      throw new UnusableEntry(
          property,
          text,
          "has bits set behind its prefix: write %s, or %s for that host alone"
              .formatted(
                  network.toPrefixBlock().toCanonicalString(),
                  network.withoutPrefixLength().toCanonicalString()));
    }
    if (network.isIPv6() && network.toIPv6().isIPv4Mapped()) {
      throw new UnusableEntry(
          property,
          text,
          "is IPv4 in IPv6's clothes, which no address here wears: write it as IPv4");
    }
    return network;
  }

  private static int port(String property, String text, String port) {
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 65535) {
      throw new UnusableEntry(
          property, text, "has '%s' for a port: it must be 1 to 65535".formatted(port));
    }
    return Integer.parseInt(port);
  }
}

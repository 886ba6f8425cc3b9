package net.teardown.policy;

import java.net.InetAddress;
import java.net.URI;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.Target;
import org.jspecify.annotations.Nullable;

/**
 * One of the two endpoints that an experiment connects to, as it was given.
 *
 * @param field the spec's field that names it
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 * @param foundBy the name whose lookup gave {@code host}, which is then an address; null otherwise
 */
record Endpoint(String field, String host, int port, @Nullable String foundBy) {

  /** The endpoint of the test connection. */
  static Endpoint data(Target target, @Nullable String foundBy) {
    return new Endpoint("targetHost", target.host(), target.port(), foundBy);
  }

  /** The endpoint of the control channel. */
  static Endpoint control(URI responderUrl) {
    String host = responderUrl.getHost();
    int port = responderUrl.getPort();
    int usual = "https".equalsIgnoreCase(responderUrl.getScheme()) ? 443 : 80;
    return new Endpoint(
        "responderUrl", HostAndPort.withoutBrackets(host), port < 0 ? usual : port, null);
  }

  /** The same endpoint, with {@code foundBy} of another. */
  Endpoint foundLike(Endpoint other) {
    return new Endpoint(field, host, port, other.foundBy);
  }

  /** Whether an entry covers this host at that address, on any port. */
  boolean isAllowedBy(AllowEntry entry, InetAddress address) {
    return entry.isFor(host, address) || (foundBy != null && entry.isFor(foundBy, address));
  }

  /** The endpoint's name; null if it was given as an address without a name. */
  @Nullable String name() {
    return AllowEntry.isName(host) ? host : foundBy;
  }

  /** Whether both have the same name and so the same address. */
  boolean isNamedLike(Endpoint other) {
    return AllowEntry.plain(host).equals(AllowEntry.plain(other.host));
  }

  /** The address, preceded by the name if there is one. */
  String named(String address) {
    String name = name();
    return name == null ? address : "%s (%s)".formatted(name, address);
  }
}

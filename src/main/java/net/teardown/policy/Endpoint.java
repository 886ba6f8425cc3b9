package net.teardown.policy;

import java.net.InetAddress;
import java.net.URI;
import net.teardown.experiment.spec.HostAndPort;
import net.teardown.experiment.spec.Target;
import org.jspecify.annotations.Nullable;

/**
 * One of the two ends that an experiment connects to, as it was named.
 *
 * @param field the field of the spec that names it
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 * @param foundBy a name that the host, an address, was found by before
 */
record Endpoint(String field, String host, int port, @Nullable String foundBy) {

  /** Where the test connection goes. */
  static Endpoint data(Target target, @Nullable String foundBy) {
    return new Endpoint("targetHost", target.host(), target.port(), foundBy);
  }

  /** Where the responder is controlled. */
  static Endpoint control(URI responderUrl) {
    String host = responderUrl.getHost();
    int port = responderUrl.getPort();
    int usual = "https".equalsIgnoreCase(responderUrl.getScheme()) ? 443 : 80;
    return new Endpoint(
        "responderUrl", HostAndPort.withoutBrackets(host), port < 0 ? usual : port, null);
  }

  /** The same host, found by whatever name another was found by. */
  Endpoint foundLike(Endpoint other) {
    return new Endpoint(field, host, port, other.foundBy);
  }

  /** Whether an entry is for this host at that address, on whatever port. */
  boolean isAllowedBy(AllowEntry entry, InetAddress address) {
    return entry.isFor(host, address) || (foundBy != null && entry.isFor(foundBy, address));
  }

  /** What it is called; null if it has an address and no name. */
  @Nullable String name() {
    return AllowEntry.isName(host) ? host : foundBy;
  }

  /** Whether both are named by the same name, and so are at the same address. */
  boolean isNamedLike(Endpoint other) {
    return AllowEntry.plain(host).equals(AllowEntry.plain(other.host));
  }

  /** The address beside its name, where it has one. */
  String named(String address) {
    String name = name();
    return name == null ? address : "%s (%s)".formatted(name, address);
  }
}

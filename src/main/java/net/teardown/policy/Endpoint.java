package net.teardown.policy;

import java.net.URI;
import net.teardown.experiment.Target;

/**
 * One of the two ends that an experiment connects to, as it was named.
 *
 * @param field the field of the spec that names it
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
record Endpoint(String field, String host, int port) {

  /** Where the test connection goes. */
  static Endpoint data(Target target) {
    return new Endpoint("targetHost", target.host(), target.port());
  }

  /** Where the responder is controlled. */
  static Endpoint control(URI responderUrl) {
    String host = responderUrl.getHost();
    int port = responderUrl.getPort();
    int usual = "https".equalsIgnoreCase(responderUrl.getScheme()) ? 443 : 80;
    return new Endpoint(
        "responderUrl",
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port < 0 ? usual : port);
  }

  /** Whether both are named by the same name, and so are at the same address. */
  boolean isNamedLike(Endpoint other) {
    return AllowEntry.plain(host).equals(AllowEntry.plain(other.host));
  }

  /** The address beside its name, where it has one. */
  String named(String address) {
    return AllowEntry.isName(host) ? "%s (%s)".formatted(host, address) : address;
  }
}

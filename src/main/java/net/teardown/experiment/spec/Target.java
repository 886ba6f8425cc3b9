package net.teardown.experiment.spec;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The other host of an experiment, as the spec names it. The policy decides whether it is allowed
 * and which address the name resolves to.
 *
 * @param host a name, or an address without brackets
 * @param port where the test connection goes, 1 to 65535
 * @param responderUrl URL of the responder's control API: scheme, host and port, perhaps a path
 *     prefix of a proxy. It may reach the responder another way than {@code host} does. Null for a
 *     third-party server
 */
public record Target(String host, int port, @Nullable URI responderUrl) {

  /** Default port on which a responder listens for test connections. */
  public static final int DATA_PORT = 8007;

  private static final int CONTROL_PORT = 8080;

  /** Names, IPv4 addresses and IPv6 addresses; the resolver checks the rest. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** Host and port as a URI writes them: {@code probe-b:80}, {@code [fd00::1]:80}. */
  public String authority() {
    return new HostAndPort(host, port).toString();
  }

  /** Whether this text may be a host. */
  static boolean isHost(String host) {
    return HOST.matcher(host).matches();
  }

  /** Default URL of the control API of a responder on this host. */
  static URI controlOf(String host) {
    return uri("http://" + new HostAndPort(host, CONTROL_PORT));
  }

  /** Parses a URL; one that can't be parsed becomes an empty URI, which has no host. */
  static URI uri(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException _) {
      return URI.create("");
    }
  }

  /** Whether this URL can be that of an instance's control API. */
  static boolean leadsToAnInstance(URI url) {
    return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null
        && url.getPort() <= 65_535
        && url.getPort() != 0
        && url.getRawUserInfo() == null
        && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }
}

package net.teardown.experiment.spec;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The other host of an experiment, as it was named; whether it may be one, and which address the
 * name stands for, the policy decides.
 *
 * @param host a name, or an address without brackets
 * @param port where the test connection goes, 1 to 65535
 * @param responderUrl where the responder is controlled: scheme, host and port, perhaps a path that
 *     a proxy puts before its API. It may lead to the responder another way than {@code host} does.
 *     Null for a server, which nobody controls
 */
public record Target(String host, int port, @Nullable URI responderUrl) {

  /** Where a responder listens for test connections unless told otherwise. */
  public static final int DATA_PORT = 8007;

  private static final int CONTROL_PORT = 8080;

  /** Names, IPv4 addresses and IPv6 addresses; the resolver says more. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** Host and port as a URI writes them: {@code probe-b:80}, {@code [fd00::1]:80}. */
  public String authority() {
    return new HostAndPort(host, port).toString();
  }

  /** Whether this may be a host. */
  static boolean isHost(String host) {
    return HOST.matcher(host).matches();
  }

  /** Where the responder on this host is controlled unless told otherwise. */
  static URI controlOf(String host) {
    return uri("http://" + new HostAndPort(host, CONTROL_PORT));
  }

  /** What is no URI has no host either. */
  static URI uri(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException _) {
      return URI.create("");
    }
  }

  /** Whether an instance can be controlled there. */
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

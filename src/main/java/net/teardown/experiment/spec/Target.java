package net.teardown.experiment.spec;

import java.net.URI;
import java.util.regex.Matcher;
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
 * @param route how the test connection gets there
 */
public record Target(String host, int port, @Nullable URI responderUrl, Route route) {

  /** Default port on which a responder listens for test connections. */
  public static final int DATA_PORT = 8007;

  private static final int CONTROL_PORT = 8080;

  /** Names, IPv4 addresses and IPv6 addresses; the resolver checks the rest. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  /**
   * A host with what people copy along: {@code 10.1.2.3:8000}, {@code https://shop.example/cart}.
   */
  private static final Pattern MORE_THAN_A_HOST =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?"
              + "(?<host>[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*])"
              + "(?::(?<port>\\d{1,5}))?(?<path>/[!-~]*)?");

  /** A target that is reached as the system chooses. */
  public Target(String host, int port, @Nullable URI responderUrl) {
    this(host, port, responderUrl, Route.BY_THE_SYSTEM);
  }

  /** The same target, reached another way. */
  public Target by(Route route) {
    return new Target(host, port, responderUrl, route);
  }

  /** Host and port as a URI writes them: {@code probe-b:80}, {@code [fd00::1]:80}. */
  public String authority() {
    return new HostAndPort(host, port).toString();
  }

  /** What is wrong with what {@link #isHost isn't a host}, and what to write instead. */
  static String whyNoHost(String written) {
    Matcher parts = MORE_THAN_A_HOST.matcher(written);
    if (!parts.matches()) {
      return "must be a host name or an address, such as probe-b, 10.1.2.3 or fd00::1";
    }
    String host = HostAndPort.withoutBrackets(parts.group("host"));
    String port = parts.group("port");
    String path = parts.group("path");
    String why =
        port == null || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535
            ? "must be the host alone: '%s'".formatted(host)
            : "must be the host alone, '%s' without the port: put %s into 'targetPort'"
                .formatted(host, port);
    return path == null || path.equals("/")
        ? why
        : "%s, and %s into 'server.request.http.path'".formatted(why, path);
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

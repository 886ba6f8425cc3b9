package net.teardown.experiment;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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
  private static final int LONGEST_HOST = 253;
  private static final URI NOWHERE = URI.create("http://invalid");

  /** Names, IPv4 addresses and IPv6 addresses; the resolver says more. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /**
   * @throws InvalidSpec naming every field that breaks a rule, and the fix
   */
  public Target {
    List<InvalidSpec.Violation> violations = new ArrayList<>();
    if (host.length() > LONGEST_HOST || !HOST.matcher(host).matches()) {
      violations.add(
          new InvalidSpec.Violation(
              "targetHost",
              "must be a host name or an address, such as probe-b, 10.1.2.3 or fd00::1, without"
                  + " scheme, port or brackets"));
    }
    if (port < 1 || port > 65_535) {
      violations.add(
          new InvalidSpec.Violation("targetPort", "must be 1 to 65535, not %d".formatted(port)));
    }
    if (responderUrl != null && !leadsToAnInstance(responderUrl)) {
      violations.add(
          new InvalidSpec.Violation(
              "responderUrl",
              "must be http or https, a host and perhaps a port and a path, such as"
                  + " http://probe-b:8080, without user, query or fragment"));
    }
    if (!violations.isEmpty()) {
      throw new InvalidSpec(violations);
    }
  }

  /**
   * The server that a spec names.
   *
   * @param host may carry the brackets of an IPv6 address
   * @throws InvalidSpec as the constructor does
   */
  static Target ofServer(String host, int port) {
    return new Target(withoutBrackets(host), port, null);
  }

  /**
   * The responder that a spec names, defaults filled in.
   *
   * @param host may carry the brackets of an IPv6 address
   * @param port null for {@link #DATA_PORT}
   * @param responderUrl null for port 8080 of the same host
   * @throws InvalidSpec as the constructor does
   */
  static Target of(String host, @Nullable Integer port, @Nullable String responderUrl) {
    String plain = withoutBrackets(host);
    int dataPort = port == null ? DATA_PORT : port;
    if (responderUrl != null) {
      return new Target(plain, dataPort, uri(responderUrl));
    }
    if (!HOST.matcher(plain).matches()) {
      // It is refused for its host alone.
      return new Target(plain, dataPort, NOWHERE);
    }
    URI control = uri("http://" + authority(plain, CONTROL_PORT));
    if (control.getHost() == null) {
      throw new InvalidSpec(
          List.of(
              new InvalidSpec.Violation(
                  "responderUrl",
                  "is required with targetHost '%s', which no URL can name: such as http://10.1.2.3:8080"
                      .formatted(plain))));
    }
    return new Target(plain, dataPort, control);
  }

  /** Host and port as a URI writes them: {@code probe-b:80}, {@code [fd00::1]:80}. */
  public String authority() {
    return authority(host, port);
  }

  private static String authority(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static String withoutBrackets(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  /** What is no URI has no host either. */
  private static URI uri(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException _) {
      return URI.create("");
    }
  }

  private static boolean leadsToAnInstance(URI url) {
    return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null
        && url.getPort() <= 65_535
        && url.getPort() != 0
        && url.getRawUserInfo() == null
        && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }
}

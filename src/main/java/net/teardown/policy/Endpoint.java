package net.teardown.policy;

import java.net.URI;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.experiment.Target;

/**
 * One of the two ends that an experiment connects to, as it was named.
 *
 * @param field the field of the spec that names it
 * @param host a name or an address, without brackets; empty if there is none
 * @param port 1 to 65535
 */
record Endpoint(String field, String host, int port) {

  /** RFC 3986 section 3.2. {@link URI} finds no host in names that resolvers are fine with. */
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?:.*@)?(?:\\[(?<bracketed>.*)\\]|(?<plain>[^:]*))(?::(?<port>[0-9]{1,5})?)?");

  /** Where the test connection goes. */
  static Endpoint data(Target target) {
    return new Endpoint("targetHost", target.host(), target.port());
  }

  /** Where the responder is controlled. */
  static Endpoint control(URI responderUrl) {
    String host = "";
    int port = "https".equalsIgnoreCase(responderUrl.getScheme()) ? 443 : 80;
    Matcher authority =
        AUTHORITY.matcher(Objects.requireNonNullElse(responderUrl.getRawAuthority(), ""));
    if (authority.matches()) {
      String bracketed = authority.group("bracketed");
      host = bracketed == null ? authority.group("plain") : bracketed;
      port = authority.group("port") == null ? port : Integer.parseInt(authority.group("port"));
    }
    return new Endpoint("responderUrl", host, port);
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

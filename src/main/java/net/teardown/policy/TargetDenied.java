package net.teardown.policy;

import java.net.InetAddress;

/** A target that the policy doesn't allow; nothing was connected to. */
public class TargetDenied extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  private TargetDenied(String field, String message) {
    super(message);
    this.field = field;
  }

  static TargetDenied never(String field, String host, InetAddress address, String why) {
    return new TargetDenied(
        field,
        "%s may never be a target: %s. teardown.policy.allow can't open it"
            .formatted(named(host, address), why));
  }

  static TargetDenied notAllowed(String field, String host, InetAddress address, int port) {
    String literal = address.getHostAddress();
    boolean byAddress =
        host.equals(literal) || address.getAddress().length == 4 && host.matches("[0-9.]+");
    return new TargetDenied(
        field,
        "%s, port %d, is not allowed as a target. Add %s to teardown.policy.allow (TEARDOWN_POLICY_ALLOW)"
            .formatted(
                named(host, address),
                port,
                byAddress ? literal : "'%s' or '%s'".formatted(host, literal)));
  }

  /** The field of the spec that named it: {@code targetHost} or {@code responderUrl}. */
  public String field() {
    return field;
  }

  private static String named(String host, InetAddress address) {
    String literal = address.getHostAddress();
    return host.equals(literal) ? literal : "%s (%s)".formatted(host, literal);
  }
}

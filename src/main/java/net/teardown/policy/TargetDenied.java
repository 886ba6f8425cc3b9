package net.teardown.policy;

import net.teardown.experiment.InvalidSpec.Violation;

/** A target that the policy doesn't allow; what it says names the address and what would help. */
public class TargetDenied extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Violation violation;
  private final String address;

  private TargetDenied(Endpoint endpoint, String address, String message) {
    super("'%s' %s".formatted(endpoint.field(), message));
    this.violation = new Violation(endpoint.field(), message);
    this.address = address;
  }

  private TargetDenied(TargetDenied denied, String path) {
    super("'%s' %s".formatted(path, denied.violation.message()), denied);
    this.violation = new Violation(path, denied.violation.message());
    this.address = denied.address;
  }

  /** The same, where the field stands at this path of a larger body. */
  public TargetDenied at(String path) {
    return new TargetDenied(this, path);
  }

  /** Nothing that could be configured would allow it. */
  static TargetDenied forEver(Endpoint endpoint, String address, String what) {
    return new TargetDenied(
        endpoint,
        address,
        "can't be %s: that is %s, which never may be a target, whatever teardown.policy.allow says"
            .formatted(endpoint.named(address), what));
  }

  /**
   * An entry more would allow it.
   *
   * @param entry the one to add
   */
  static TargetDenied unless(Endpoint endpoint, String address, String entry) {
    return new TargetDenied(
        endpoint,
        address,
        "must be an allowed target, which %s on port %d is not: add %s to teardown.policy.allow"
            .formatted(endpoint.named(address), endpoint.port(), entry));
  }

  /** The far end says to listen on a port that there isn't. */
  static TargetDenied noPort(Endpoint endpoint, String address) {
    return new TargetDenied(
        endpoint,
        address,
        "leads to %s, which says to listen on port %d: there is no such port"
            .formatted(endpoint.named(address), endpoint.port()));
  }

  /** The field of the spec that names it: {@code targetHost} or {@code responderUrl}. */
  public String field() {
    return violation.field();
  }

  /** The address that was denied, as text. */
  public String address() {
    return address;
  }

  /** The denial in the form that a spec's broken rules have. */
  public Violation violation() {
    return violation;
  }
}

package net.teardown.policy;

import java.util.List;
import net.teardown.input.Refused;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** A target that the policy doesn't allow; what it says names the address and what would help. */
public class TargetDenied extends Refused {

  private static final long serialVersionUID = 1L;

  private final String address;

  private TargetDenied(Endpoint endpoint, String address, String message) {
    this(endpoint.field(), address, message);
  }

  private TargetDenied(String field, String address, String message) {
    this(new Violation("/" + field.replace('.', '/'), message), address, null);
  }

  private TargetDenied(Violation violation, String address, @Nullable TargetDenied denied) {
    super(Why.FORBIDDEN, List.of(violation), denied);
    this.address = address;
  }

  /** The same, where the field stands at this pointer of a larger body. */
  public TargetDenied at(String pointer) {
    return new TargetDenied(new Violation(pointer, violation().message()), address, this);
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
   * @param property the list that lacks it
   * @param entry the one to add
   */
  static TargetDenied unless(Endpoint endpoint, String address, String property, String entry) {
    return new TargetDenied(
        endpoint,
        address,
        "must be an allowed target, which %s on port %d is not: add %s to %s"
            .formatted(endpoint.named(address), endpoint.port(), entry, property));
  }

  /**
   * Bytes of a caller's own, where anybody may be the caller.
   *
   * @param words the field that says them
   */
  static TargetDenied unknownCallers(Endpoint endpoint, String words) {
    return new TargetDenied(
        words,
        endpoint.host(),
        "is sent only where callers are known: set teardown.api.token, or have HTTP listen on"
            + " loopback (server.address=127.0.0.1)");
  }

  /**
   * An entry more would let bytes of a caller's own go there.
   *
   * @param words the field that says them
   * @param entry the one to add
   */
  static TargetDenied silent(Endpoint endpoint, String address, String words, String entry) {
    return new TargetDenied(
        words,
        address,
        "may not be sent to %s on port %d: add %s to %s"
            .formatted(endpoint.named(address), endpoint.port(), entry, ConversePolicy.PROPERTY));
  }

  /**
   * A request of a caller's own to this very instance. Nothing allows it.
   *
   * @param what which of its ports that would be
   */
  static TargetDenied ownPort(Endpoint endpoint, String address, String what) {
    return new TargetDenied(
        endpoint,
        address,
        "can't be %s: port %d there is this instance's own %s, which is never sent a request of a caller's"
            .formatted(endpoint.named(address), endpoint.port(), what));
  }

  /** The far end says to listen on a port that there isn't. */
  static TargetDenied noPort(Endpoint endpoint, String address) {
    return new TargetDenied(
        endpoint,
        address,
        "leads to %s, which says to listen on port %d: there is no such port"
            .formatted(endpoint.named(address), endpoint.port()));
  }

  /**
   * The field of the spec that it is about: {@code targetHost}, {@code responderUrl} or {@code
   * request.text}.
   */
  public String field() {
    return violation().field();
  }

  /** The address that was denied, as text; the host where it was not looked up for that. */
  public String address() {
    return address;
  }

  /** The denial in the form that a spec's broken rules have. */
  public Violation violation() {
    return violations().getFirst();
  }
}

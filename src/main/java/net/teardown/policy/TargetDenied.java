package net.teardown.policy;

import java.util.List;
import net.teardown.input.Refused;
import net.teardown.input.Violation;
import org.jspecify.annotations.Nullable;

/** The policy denies a target. The message names the address and what would allow it. */
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

  /** The same denial, where the field is at this pointer of a larger body. */
  public TargetDenied at(String pointer) {
    return new TargetDenied(new Violation(pointer, violation().message()), address, this);
  }

  /** No configuration can allow the address. */
  static TargetDenied forEver(Endpoint endpoint, String address, String what) {
    return new TargetDenied(
        endpoint,
        address,
        "can't be %s: that is %s, which never may be a target, whatever teardown.policy.allow says"
            .formatted(endpoint.named(address), what));
  }

  /**
   * An additional entry would allow the target.
   *
   * @param property the list that lacks the entry
   * @param entry the entry to add
   */
  static TargetDenied unless(Endpoint endpoint, String address, String property, String entry) {
    return new TargetDenied(
        endpoint,
        address,
        "must be an allowed target, which %s on port %d is not: add %s to %s"
            .formatted(endpoint.named(address), endpoint.port(), entry, property));
  }

  /**
   * The spec contains a caller's own bytes, and callers are not known.
   *
   * @param words the field that contains the bytes
   */
  static TargetDenied unknownCallers(Endpoint endpoint, String words) {
    return new TargetDenied(
        words,
        endpoint.host(),
        "is sent only where callers are known: set teardown.api.token, or have HTTP listen on"
            + " loopback (server.address=127.0.0.1)");
  }

  /**
   * An additional entry would let a caller's own bytes be sent there.
   *
   * @param words the field that contains the bytes
   * @param entry the entry to add
   */
  static TargetDenied silent(Endpoint endpoint, String address, String words, String entry) {
    return new TargetDenied(
        words,
        address,
        "may not be sent to %s on port %d: add %s to %s"
            .formatted(endpoint.named(address), endpoint.port(), entry, ConversePolicy.PROPERTY));
  }

  /**
   * A caller's own request to this instance itself. No configuration allows it.
   *
   * @param what which of its ports it is
   */
  static TargetDenied ownPort(Endpoint endpoint, String address, String what) {
    return new TargetDenied(
        endpoint,
        address,
        "can't be %s: port %d there is this instance's own %s, which is never sent a request of a caller's"
            .formatted(endpoint.named(address), endpoint.port(), what));
  }

  /** The responder reports a number that isn't a port. */
  static TargetDenied noPort(Endpoint endpoint, String address) {
    return new TargetDenied(
        endpoint,
        address,
        "leads to %s, which says to listen on port %d: there is no such port"
            .formatted(endpoint.named(address), endpoint.port()));
  }

  /**
   * The spec's field that is denied: {@code targetHost}, {@code responderUrl} or {@code
   * request.text}.
   */
  public String field() {
    return violation().field();
  }

  /** The denied address as text; the host's name if it was not looked up. */
  public String address() {
    return address;
  }

  /** The denial as a violation, like a spec's broken rules. */
  public Violation violation() {
    return violations().getFirst();
  }
}

package net.teardown.responder;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import net.teardown.responder.control.ArmRequest;

/** Arms a responder with a request that it must refuse. */
public final class Refusing {

  private Refusing() {}

  /** The refusal of this request. */
  public static InvalidControl refusal(ArmRequest request) {
    try (FarEnd far = FarEnd.start()) {
      return catchThrowableOfType(
          InvalidControl.class, () -> far.responder.arm(request, System.nanoTime()));
    }
  }
}

package net.teardown.responder;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import net.teardown.responder.control.ArmRequest;

/** What a responder makes of an arming that it won't have. */
public final class Refusing {

  private Refusing() {}

  /** Why it refuses this. */
  public static InvalidControl refusal(ArmRequest arming) {
    try (FarEnd far = FarEnd.start()) {
      return catchThrowableOfType(
          InvalidControl.class, () -> far.responder.arm(arming, System.nanoTime()));
    }
  }
}

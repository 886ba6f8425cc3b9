package net.teardown.campaign;

import java.time.Duration;

/** How long one start of one instance may call a campaign its own without saying so again. */
public final class Lease {

  /** How often it is renewed. */
  public static final Duration RENEWED_EVERY = Duration.ofSeconds(10);

  /** When it ends if nobody renews it. */
  public static final Duration EXPIRES_AFTER = Duration.ofSeconds(60);

  private Lease() {}
}

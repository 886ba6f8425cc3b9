package net.teardown.campaign;

import java.time.Duration;

/** How long a process holds its campaigns, and how often it renews that. */
public final class Lease {

  /** How often it is renewed. */
  public static final Duration RENEWED_EVERY = Duration.ofSeconds(10);

  /** After how long it expires if it isn't renewed. */
  public static final Duration EXPIRES_AFTER = Duration.ofSeconds(60);

  private Lease() {}
}

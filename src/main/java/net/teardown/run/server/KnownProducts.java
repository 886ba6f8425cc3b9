package net.teardown.run.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells servers that answer in HTTP by what they say of themselves, as the advice does. */
public final class KnownProducts {

  private final Advice known = Advice.fromResource();

  /**
   * The products that say this of themselves.
   *
   * @param server the value of the field Server; null for products that may send none
   */
  public List<String> named(@Nullable String server) {
    return known.products(server);
  }
}

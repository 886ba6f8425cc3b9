package net.teardown.run;

import java.util.List;
import net.teardown.run.server.KnownProducts;
import org.jspecify.annotations.Nullable;

/** Tells servers by what they say of themselves, for rooms that show more of them. */
public final class KnownServers {

  private final KnownProducts products = new KnownProducts();

  /**
   * The products that say this of themselves.
   *
   * @param server the value of the field Server; null for products that may send none
   */
  public List<String> named(@Nullable String server) {
    return products.named(server);
  }
}

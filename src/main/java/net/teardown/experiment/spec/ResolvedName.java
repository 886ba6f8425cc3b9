package net.teardown.experiment.spec;

import java.util.List;

/**
 * What the name of the other end stood for.
 *
 * @param addressTried the address that was connected to, without a port
 * @param addresses every address that the name has, in the resolver's order
 */
public record ResolvedName(String addressTried, List<String> addresses) {

  public ResolvedName {
    addresses = List.copyOf(addresses);
  }
}

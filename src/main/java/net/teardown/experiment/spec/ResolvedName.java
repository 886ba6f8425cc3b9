package net.teardown.experiment.spec;

import java.util.List;

/**
 * What the other end's name resolved to.
 *
 * @param addressTried the address that was connected to, without a port
 * @param addresses every address that the name has, in the resolver's order
 */
public record ResolvedName(String addressTried, List<String> addresses) {

  public ResolvedName {
    addresses = List.copyOf(addresses);
  }
}

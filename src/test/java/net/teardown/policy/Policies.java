package net.teardown.policy;

import java.util.List;

/** Policies for tests of other rooms. */
public final class Policies {

  private Policies() {}

  /** One that allows what {@code teardown.policy.allow} would with these entries. */
  public static Policy allowing(String... entries) {
    return new Policy(new PolicyProperties(List.of(entries)));
  }
}

package net.teardown.policy;

/** An entry of {@code teardown.policy.allow} that can't be read; stops the start. */
final class BrokenAllowance extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokenAllowance(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}

package net.teardown.policy;

/** An entry of {@code teardown.policy.allow} can't be read; stops the start. */
final class UnusableEntry extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param entry as it was written
   * @param flaw what is wrong and what to write instead, a sentence that the entry completes
   */
  UnusableEntry(String entry, String flaw) {
    super("teardown.policy.allow: '%s' %s".formatted(entry, flaw));
  }
}

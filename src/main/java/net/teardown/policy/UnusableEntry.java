package net.teardown.policy;

/** An entry of a list of hosts can't be read; stops the start. */
final class UnusableEntry extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param property where it stands
   * @param entry as it was written
   * @param flaw what is wrong and what to write instead, a sentence that the entry completes
   */
  UnusableEntry(String property, String entry, String flaw) {
    super("%s: '%s' %s".formatted(property, entry, flaw));
  }
}

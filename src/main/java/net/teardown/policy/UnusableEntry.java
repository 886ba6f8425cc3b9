package net.teardown.policy;

/** An entry of a list of hosts is malformed, so the service doesn't start. */
final class UnusableEntry extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param property the property that contains it
   * @param entry the entry as written
   * @param problem what is wrong and what to write instead, a sentence whose subject is the entry
   */
  UnusableEntry(String property, String entry, String problem) {
    super("%s: '%s' %s".formatted(property, entry, problem));
  }
}

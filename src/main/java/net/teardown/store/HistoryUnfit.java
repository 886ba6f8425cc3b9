package net.teardown.store;

/** The database is of a kind that this version can't bring up to date; stops the start. */
final class HistoryUnfit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * @param what what is wrong with the history, as the end of a sentence that begins with where it
   *     is
   * @param action what to do about it
   */
  HistoryUnfit(String what, String action) {
    super(what);
    this.action = action;
  }

  String action() {
    return action;
  }
}

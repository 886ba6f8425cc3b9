package net.teardown.store;

/** The database can't be brought to this version, so the service doesn't start. */
final class HistoryUnfit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String action;

  /**
   * @param what what is wrong with the history; the end of a sentence that begins with its location
   * @param action what the operator should do
   */
  HistoryUnfit(String what, String action) {
    super(what);
    this.action = action;
  }

  String action() {
    return action;
  }
}

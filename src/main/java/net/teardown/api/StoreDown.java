package net.teardown.api;

/** The history doesn't answer, so a run that is to be kept isn't made; answered by 503. */
class StoreDown extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param trouble why, a sentence without its end
   */
  StoreDown(String trouble) {
    super(trouble + ", so nothing was run; '?store=false' runs without keeping");
  }
}

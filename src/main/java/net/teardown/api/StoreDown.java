package net.teardown.api;

/** The history doesn't answer, so a run that is to be kept isn't made; answered by 503. */
class StoreDown extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreDown() {
    super(
        "The history can't be written right now, so nothing was run; '?store=false' runs without"
            + " keeping");
  }
}

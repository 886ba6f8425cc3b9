package net.teardown.run;

/**
 * A run failed by a fault of this service's own, and not by what happened on the network, which
 * would be an outcome. It is counted already.
 */
public class RunDefect extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param cause the fault; whoever makes this has counted it
   */
  public RunDefect(Throwable cause) {
    super("a run failed: " + cause, cause);
  }
}

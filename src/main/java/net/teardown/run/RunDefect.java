package net.teardown.run;

/**
 * A run failed by a defect of this service. What happens on the network is an outcome instead. The
 * failure is counted already.
 */
public class RunDefect extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param cause the defect; the caller has counted it
   */
  public RunDefect(Throwable cause) {
    super("a run failed: " + cause, cause);
  }
}

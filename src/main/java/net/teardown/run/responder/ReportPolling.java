package net.teardown.run.responder;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.terms.Reason;
import net.teardown.responder.control.Report;
import net.teardown.script.RunHandle;

/**
 * Asks for the report again and again, for a run that may last long: a request that waits would
 * hold a thread at the responder, and a connection, all the time.
 */
final class ReportPolling {

  private static final Duration SOONEST = Duration.ofMillis(50);

  /** So late may the observer learn that the closer has closed, if nothing comes over the path. */
  private static final Duration LATEST = Duration.ofSeconds(5);

  private static final int PART_OF_THE_TIME = 10;

  /**
   * A connection that fails once may have met anything on its way; after so many in a row nobody is
   * there any more.
   */
  private static final int GIVEN_UP_AFTER = 3;

  private final ControlSession control;
  private final RunHandle handle;
  private final Semaphore silences = new Semaphore(0);

  ReportPolling(ControlSession control, RunHandle handle) {
    this.control = control;
    this.handle = handle;
  }

  /** The input has ended, so the closer has probably closed: asks at once. */
  void silence() {
    silences.release();
  }

  /**
   * Waits until the session is over, or, once the input has ended, turns out never to have begun.
   *
   * @throws ControlFailed if a call fails, the deadline has passed, or the run was ended early
   */
  Report await() throws ControlFailed {
    long beganNanos = System.nanoTime();
    boolean ended = false;
    int failedInARow = 0;
    while (true) {
      try {
        Report report = control.reportNow();
        failedInARow = 0;
        if (CrossHostRun.isOver(report) || (ended && report.state() == Report.State.ARMED)) {
          return report;
        }
      } catch (ControlFailed e) {
        failedInARow++;
        if (!e.isPassing() || failedInARow == GIVEN_UP_AFTER) {
          throw e;
        }
      }
      requireGoingOn(handle);
      ended |= pause(System.nanoTime() - beganNanos);
    }
  }

  /**
   * Checks that nobody has ended the run.
   *
   * @throws ControlFailed if somebody has: no report is waited for then
   */
  static void requireGoingOn(RunHandle handle) throws ControlFailed {
    Reason early = handle.endedBy();
    if (early != null) {
      throw new ControlFailed(early, "it was ended while the responder's report was waited for");
    }
  }

  private boolean pause(long sinceNanos) throws ControlFailed {
    long nanos = Math.clamp(sinceNanos / PART_OF_THE_TIME, SOONEST.toNanos(), LATEST.toNanos());
    try {
      return silences.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "this instance is shutting down");
    }
  }
}

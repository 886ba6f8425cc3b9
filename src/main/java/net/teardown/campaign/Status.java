package net.teardown.campaign;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The status of a campaign. */
public enum Status {
  /** It waits until its instance has finished the campaigns before it. */
  QUEUED,
  /** Its instance runs it. */
  RUNNING,
  /** Every run is done and stored. */
  COMPLETED,
  /** It was cancelled; it can be resumed. */
  CANCELLED,
  /** Its instance is gone; it can be resumed. */
  INTERRUPTED,
  /** It could not go on, and its message says why; it can be resumed. */
  FAILED;

  /** The statuses in which an instance holds the campaign: it runs, or will. */
  public static final Set<Status> ACTIVE = Collections.unmodifiableSet(EnumSet.of(QUEUED, RUNNING));

  /** Whether it runs, or will without a resumption. */
  public boolean active() {
    return ACTIVE.contains(this);
  }

  /** Whether it ended before all runs were done. */
  public boolean resumable() {
    return switch (this) {
      case CANCELLED, INTERRUPTED, FAILED -> true;
      case QUEUED, RUNNING, COMPLETED -> false;
    };
  }
}

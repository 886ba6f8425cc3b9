package net.teardown.campaign;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Where a campaign stands. */
public enum Status {
  /** It waits for its instance to have done with the one before. */
  QUEUED,
  /** Its instance runs it. */
  RUNNING,
  /** Every run is done and kept. */
  COMPLETED,
  /** Somebody asked for its end; it can be resumed. */
  CANCELLED,
  /** Its instance went away; it can be resumed. */
  INTERRUPTED,
  /** It could not go on, and its message says why; it can be resumed. */
  FAILED;

  /** In which a campaign is somebody's: it runs, or will. */
  public static final Set<Status> ACTIVE = Collections.unmodifiableSet(EnumSet.of(QUEUED, RUNNING));

  /** Whether it runs, or will without anybody doing anything. */
  public boolean active() {
    return ACTIVE.contains(this);
  }

  /** Whether it ended before all was done. */
  public boolean resumable() {
    return switch (this) {
      case CANCELLED, INTERRUPTED, FAILED -> true;
      case QUEUED, RUNNING, COMPLETED -> false;
    };
  }
}

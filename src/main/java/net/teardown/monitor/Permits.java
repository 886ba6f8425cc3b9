package net.teardown.monitor;

/**
 * Bounds the runs in progress. Targets that timed out last share a quarter of the permits, and with
 * targets that have not answered yet they leave a quarter free, so that dead targets can't starve
 * live ones.
 */
final class Permits {

  /** The kind of target by its last run. */
  enum Kind {
    /** It has answered in any way. */
    ALIVE,
    /** It has not run yet. */
    UNKNOWN,
    /** It gave no answer within its timeout. */
    DEAD
  }

  private final int most;
  private int running;
  private int dead;
  private int notAlive;

  Permits(int most) {
    this.most = most;
  }

  /** Takes a permit, to be given back by {@link #release}; returns false if there is none. */
  synchronized boolean tryAcquire(Kind kind) {
    boolean free =
        running < most
            && switch (kind) {
              case ALIVE -> true;
              case UNKNOWN -> notAlive < most - most / 4;
              case DEAD -> dead < most / 4 && notAlive < most - most / 4;
            };
    if (free) {
      count(kind, 1);
    }
    return free;
  }

  synchronized void release(Kind kind) {
    count(kind, -1);
  }

  private void count(Kind kind, int by) {
    running += by;
    dead += kind == Kind.DEAD ? by : 0;
    notAlive += kind == Kind.ALIVE ? 0 : by;
  }
}

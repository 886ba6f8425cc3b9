package net.teardown.monitor;

/**
 * How many runs may be under way. Targets that timed out last share a quarter of them, and those
 * that never answered yet leave a quarter free, so that the dead can't starve the living.
 */
final class Permits {

  /** What a target is like, by its last run. */
  enum Kind {
    /** It has answered, whatever that was. */
    ALIVE,
    /** It has not run yet. */
    UNKNOWN,
    /** Nothing came of it in its time. */
    DEAD
  }

  private final int most;
  private int running;
  private int dead;
  private int notAlive;

  Permits(int most) {
    this.most = most;
  }

  /** Takes one, to be given back by {@link #release}; false if there is none. */
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

package net.teardown.script;

import java.util.List;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.terms.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A run that others watch, and may end before its end. It may consist of several connections, one
 * after the other. Thread-safe.
 */
public final class RunHandle {

  // Guarded by this.
  private @Nullable EndSignals signals;
  private @Nullable Reason endedBy;
  private boolean over;

  private volatile @Nullable ScriptRunner runner;

  /** A run that hasn't begun. */
  public RunHandle() {}

  /**
   * Ends the run, whose scripts stop where they are.
   *
   * @return false if it is over, or was ended before
   */
  public synchronized boolean end(Reason why) {
    if (over || endedBy != null) {
      return false;
    }
    endedBy = why;
    if (signals != null) {
      signals.cancel();
    }
    return true;
  }

  /** Why it was ended before its end; null if it wasn't. */
  public synchronized @Nullable Reason endedBy() {
    return endedBy;
  }

  /** Notes that it is over: from now on nobody can end it. Why it was ended; null if it wasn't. */
  public synchronized @Nullable Reason over() {
    over = true;
    return endedBy;
  }

  /** The scripts of the connection that begins now are ended by these signals. */
  public synchronized EndSignals endsBy(EndSignals begun) {
    signals = begun;
    if (endedBy != null) {
      begun.cancel();
    }
    return begun;
  }

  /** The turns of this conversation with a server are told from now on. */
  public ScriptRunner tells(ScriptRunner conversation) {
    runner = conversation;
    return conversation;
  }

  /** The turns that were taken so far; empty where there is no conversation. */
  public List<TurnTaken> turns() {
    ScriptRunner conversation = runner;
    return conversation == null ? List.of() : conversation.turnsTaken();
  }
}

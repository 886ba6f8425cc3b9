package net.teardown.script;

import java.util.List;

/** Stops acts that there is no time for. */
final class Overdue {

  private final ScriptState scriptState;
  private final Performers performers;
  private final List<Act> acts;

  /** Whether the act was performed once more after its time was up. */
  private boolean triedPastTime;

  Overdue(ScriptState scriptState, Performers performers) {
    this.scriptState = scriptState;
    this.performers = performers;
    this.acts = scriptState.script.acts();
  }

  /** Tells that the next act begins. */
  void begin() {
    triedPastTime = false;
  }

  /** Whether there is time to go on with an act that isn't done. */
  boolean hasTime() {
    return !scriptState.signals.cancelled() && System.nanoTime() < scriptState.until();
  }

  /** Whether an act whose time is up is performed once more: if it ends by itself then. */
  boolean mayEndByItself(Act act) {
    boolean may = act.endsByItself() && !triedPastTime;
    triedPastTime = true;
    return may;
  }

  /**
   * Stops an act that there is no time for. An observer still takes its evidence, and probes if
   * time is reserved for that. For a closer that never closed, the kernel's state shows how far it
   * got.
   *
   * @param at the act's index
   * @return the index of the act to go on with
   */
  int stop(Act act, int at) {
    if (scriptState.script.spokenTo() != null) {
      performers.conversing().stopped(act);
      return acts.size();
    }
    boolean probing = act instanceof Act.Probe;
    if (!probing) {
      scriptState.stoppedIn = act.phase();
    }
    if (scriptState.state.connected() && !probing) {
      if (scriptState.script.closes()) {
        scriptState.connection.kernel().look();
      } else {
        scriptState.connection.kernel().takeEvidence();
      }
    }
    // The descriptor stays open until both ends are done, because closing it would end the other
    // end's wait.
    boolean mayProbe =
        !probing && !scriptState.signals.cancelled() && scriptState.signals.closerClosed();
    return mayProbe ? probeBehind(at) : acts.size();
  }

  /** The index of the act that probes; the script's length if there is none. */
  private int probeBehind(int index) {
    int at = acts.size();
    for (int i = index + 1; i < acts.size(); i++) {
      if (acts.get(i) instanceof Act.Probe) {
        at = i;
      }
    }
    return at;
  }
}

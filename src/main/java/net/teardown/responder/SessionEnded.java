package net.teardown.responder;

/** Event: a session is over. */
public record SessionEnded(Result result) {

  /** How the session ended. */
  public enum Result {
    /** The script is complete. */
    FINISHED,
    /** The deadline stopped the script. */
    STOPPED,
    /** Nobody showed the ticket in time. */
    EXPIRED,
    /** It was disarmed before its script was complete. */
    DISARMED,
    /** Other bytes preceded the ticket, so the script did not run. */
    PRECEDED
  }
}

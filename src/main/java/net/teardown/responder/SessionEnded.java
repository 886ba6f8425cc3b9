package net.teardown.responder;

/** A session is over. */
public record SessionEnded(Result result) {

  /** What became of it. */
  public enum Result {
    /** The script ran to its end. */
    FINISHED,
    /** The deadline caught the script. */
    STOPPED,
    /** Nobody showed the ticket in time. */
    EXPIRED,
    /** It was disarmed before it had run to its end. */
    DISARMED,
    /** Something stood in front of the ticket, so the script did not run. */
    PRECEDED
  }
}

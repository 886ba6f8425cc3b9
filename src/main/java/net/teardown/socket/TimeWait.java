package net.teardown.socket;

/** Whether the kernel holds a connection in TIME-WAIT. */
public enum TimeWait {
  /** It does. */
  PRESENT,
  /** It does not, and nothing but a reset or its age (60 s) would have removed it. */
  ABSENT,
  /**
   * It can't be told: the kernel wouldn't say, has run out of room for TIME-WAITs ({@code
   * TCPTimeWaitOverflow}), or the same addresses and ports are in use again.
   */
  UNDECIDABLE
}

package net.teardown.socket;

/** Whether the kernel holds a connection in TIME-WAIT. */
public enum TimeWaitEntry {
  /** It does. */
  PRESENT,
  /** It does not, and nothing but a reset or its age (60 s) would have removed it. */
  ABSENT,
  /** It does not, but has run out of room for TIME-WAITs ({@code TCPTimeWaitOverflow}). */
  OVERFLOWED,
  /**
   * It means nothing whether it does: {@code net.ipv4.tcp_rfc1337} is set, so that a TIME-WAIT
   * survives a reset.
   */
  SURVIVES_RESETS,
  /** It can't be told: the kernel wouldn't say, or the addresses and ports are in use again. */
  UNDECIDABLE
}

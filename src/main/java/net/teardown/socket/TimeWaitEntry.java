package net.teardown.socket;

/** Whether the kernel holds a connection in TIME-WAIT. */
public enum TimeWaitEntry {
  /** It holds it in TIME-WAIT. */
  PRESENT,
  /** It does not, and only a reset or its age (60 s) could have removed it. */
  ABSENT,
  /** It does not, but it has had no room for TIME-WAITs ({@code TCPTimeWaitOverflow}). */
  OVERFLOWED,
  /**
   * Whether it does says nothing: {@code net.ipv4.tcp_rfc1337} is set, so a TIME-WAIT survives a
   * reset.
   */
  SURVIVES_RESETS,
  /** Not known: the kernel doesn't say, or the addresses and ports are in use again. */
  UNDECIDABLE
}

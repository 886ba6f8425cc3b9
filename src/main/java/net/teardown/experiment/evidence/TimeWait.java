package net.teardown.experiment.evidence;

/**
 * What the kernel's table of TIME-WAIT sockets says of the observer's four-tuple, where the
 * observer sent its FIN first.
 */
public enum TimeWait {
  /** The connection is in TIME-WAIT, so it ended cleanly. */
  PRESENT,
  /** There is none: an RST ended it (RFC 1337 describes how a reset kills TIME-WAIT). */
  ABSENT,
  /**
   * There is none, but the kernel had run out of room for TIME-WAIT sockets, so that proves
   * nothing.
   */
  OVERFLOWED,
  /** {@code net.ipv4.tcp_rfc1337} is set: a TIME-WAIT survives resets, so it proves nothing. */
  SURVIVES_RESETS,
  /** The table can't tell. */
  UNDECIDABLE
}

package net.teardown.experiment;

/**
 * What the kernel's table says of the observer's four-tuple, where the observer had sent its own
 * FIN first.
 */
public enum TimeWait {
  /** The connection rests in TIME-WAIT: it ended cleanly. */
  PRESENT,
  /** There is none: an RST ended it (RFC 1337 describes how a reset kills TIME-WAIT). */
  ABSENT,
  /** The table can't tell, for instance because it overflowed. */
  UNDECIDABLE
}

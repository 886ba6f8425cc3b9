package net.teardown.lab;

/** A simulated cable between two hosts: its delay can be changed, and how it treats packets. */
public interface Cable {

  /**
   * From now on the delay grows by a millisecond each millisecond.
   *
   * @param on false resets the delay to its first value at once
   */
  void rise(boolean on);

  /** Sets how packets sent from now on are treated, in either direction. */
  void weather(Weather weather);

  /**
   * From now on, inserts a reset behind each FIN from a port, which the FIN's sender knows nothing
   * of. IPv4 only.
   *
   * @param port 0 for none, as at first
   */
  void injectResetsBehindFinsFrom(int port);

  /**
   * How many of those resets came so long behind the FIN that no end needs to have waited for them.
   */
  int lateResets();
}

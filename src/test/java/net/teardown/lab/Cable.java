package net.teardown.lab;

/** A cable whose length can change, and what becomes of the packets on it. */
public interface Cable {

  /**
   * From now on each millisecond that passes makes the way a millisecond longer.
   *
   * @param on false makes it as long as it was, at once
   */
  void rise(boolean on);

  /** What happens to all that sets out from now on, in either direction. */
  void weather(Weather weather);

  /**
   * From now on each FIN from a port has a reset put behind it that its sender knows nothing of.
   * IPv4 only.
   *
   * @param port 0 for none, as at first
   */
  void injectResetsBehindFinsFrom(int port);

  /** How many of those came so long behind the FIN that nobody need have waited for them. */
  int lateResets();
}

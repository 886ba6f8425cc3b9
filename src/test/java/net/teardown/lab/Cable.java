package net.teardown.lab;

/** A cable whose length can change. */
@FunctionalInterface
public interface Cable {

  /**
   * From now on each millisecond that passes makes the way a millisecond longer.
   *
   * @param on false makes it as long as it was, at once
   */
  void rise(boolean on);
}

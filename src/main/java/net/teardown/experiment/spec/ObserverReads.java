package net.teardown.experiment.spec;

/**
 * When the observer reads what the closer sends; it decides whether a large reply can be cut short.
 */
public enum ObserverReads {
  /**
   * While the closer writes; the closer closes once everything it sent is acknowledged (SIOCOUTQ
   * 0).
   */
  PROMPT,
  /**
   * Nothing until the closer has closed; the closer writes until all is accepted or {@code send}
   * would block.
   */
  LATE,
  /**
   * A second thread sits in {@code recv(2)}; the closer doesn't wait for acknowledgements, so large
   * replies are a race.
   */
  BLOCKED
}

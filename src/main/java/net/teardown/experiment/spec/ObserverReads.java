package net.teardown.experiment.spec;

/**
 * When the observer reads what the closer sends, which decides whether a large reply can be cut
 * short.
 */
public enum ObserverReads {
  /**
   * The observer reads while the closer writes. The closer closes once everything it sent is
   * acknowledged (SIOCOUTQ 0).
   */
  PROMPT,
  /**
   * The observer reads nothing until the closer has closed. The closer writes until all is accepted
   * or {@code send} would block.
   */
  LATE,
  /**
   * A second thread blocks in {@code recv(2)}. The closer doesn't wait for acknowledgements, so
   * large replies are a race.
   */
  BLOCKED
}

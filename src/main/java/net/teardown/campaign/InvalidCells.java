package net.teardown.campaign;

/** What becomes of a campaign with points that the rules of a spec refuse. */
public enum InvalidCells {
  /** The whole campaign is refused, naming the first of them. */
  REFUSE,
  /** They are listed and left out. */
  SKIP
}

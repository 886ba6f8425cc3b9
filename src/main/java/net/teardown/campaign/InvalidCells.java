package net.teardown.campaign;

/** How to treat a campaign with points that the rules of a spec refuse. */
public enum InvalidCells {
  /** The whole campaign is refused, naming the first such point. */
  REFUSE,
  /** Such points are listed and left out. */
  SKIP
}

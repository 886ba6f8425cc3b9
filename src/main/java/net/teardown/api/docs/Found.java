package net.teardown.api.docs;

import java.util.List;

/**
 * Where the documents say what somebody looks for.
 *
 * @param query what was looked for
 * @param total how many places there are; only the best are in {@code items}
 * @param items the best first
 */
record Found(String query, int total, List<Place> items) {

  /**
   * A place in a document.
   *
   * @param document its name in paths
   * @param title the document's title
   * @param heading the nearest heading above; the same as the title at the top
   * @param path the place's path on this instance
   * @param excerpt what it says there, shortened
   */
  record Place(String document, String title, String heading, String path, String excerpt) {}
}

package net.teardown.api.docs;

import java.util.List;
import java.util.Set;

/**
 * One document.
 *
 * @param name its name in paths, such as {@code start}
 * @param title its first heading
 * @param markdown its source (CommonMark, with tables)
 * @param html a whole HTML page
 * @param sections what is searched
 * @param examples the scenarios whose ladders it shows
 */
record Document(
    String name,
    String title,
    String markdown,
    String html,
    List<Section> sections,
    Set<String> examples) {

  /**
   * What stands below one heading, up to the next.
   *
   * @param heading the heading; that of the document for what stands first
   * @param anchor the id of the heading; empty for that of the document
   * @param text what stands there, without markup, on one line
   */
  record Section(String heading, String anchor, String text) {}
}

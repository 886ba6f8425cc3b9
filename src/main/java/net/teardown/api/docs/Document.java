package net.teardown.api.docs;

/**
 * One document.
 *
 * @param name its name in paths, such as {@code start}
 * @param title its first heading
 * @param markdown its source (CommonMark, with tables)
 * @param html a whole HTML page
 */
record Document(String name, String title, String markdown, String html) {}

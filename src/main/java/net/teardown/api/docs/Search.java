package net.teardown.api.docs;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import net.teardown.api.docs.Document.Section;
import net.teardown.api.docs.Found.Place;
import net.teardown.api.http.Paths;
import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import org.springframework.stereotype.Component;

/**
 * Finds the sections of the documents in which every word of a query stands, in any case and inside
 * of other words too. The documents are few enough to be read through each time.
 */
@Component
final class Search {

  static final String PARAMETER = "q";

  private static final int LONGEST = 100;
  private static final int MOST = 20;

  private static final int BEFORE = 60;
  private static final int EXCERPT = 200;

  /** What a word adds to the order of a section that has it there. */
  private static final int IN_HEADING = 8;

  private static final int IN_TITLE = 4;
  private static final int IN_A_ROW = 6;
  private static final int AT_A_WORD = 2;
  private static final int MOST_TIMES = 4;

  private final Documents documents;

  Search(Documents documents) {
    this.documents = documents;
  }

  /** A section that has all words. */
  private record Hit(Document document, Section section, int weight) {}

  /**
   * @throws InvalidRequest if the query is too long
   */
  Found of(String query) {
    if (query.length() > LONGEST) {
      String message = "must have at most %d characters".formatted(LONGEST);
      throw new InvalidRequest(
          "Parameter '%s' %s.".formatted(PARAMETER, message),
          InputError.inParameter(PARAMETER, message));
    }
    List<String> words =
        Arrays.stream(query.toLowerCase(Locale.ROOT).split("\\s+", -1))
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    List<Hit> hits =
        words.isEmpty()
            ? List.of()
            : documents
                .all()
                .flatMap(document ->
                    document.sections().stream()
                        .map(section ->
                            new Hit(document, section, weight(document, section, words))))
                .filter(hit -> hit.weight() > 0)
                .sorted(Comparator.comparingInt(Hit::weight).reversed())
                .toList();
    return new Found(
        query, hits.size(), hits.stream().limit(MOST).map(hit -> place(hit, words)).toList());
  }

  /** Zero if a word is missing. */
  private static int weight(Document document, Section section, List<String> words) {
    String title = document.title().toLowerCase(Locale.ROOT);
    String heading = section.heading().toLowerCase(Locale.ROOT);
    String text = section.text().toLowerCase(Locale.ROOT);
    int weight = 0;
    for (String word : words) {
      int here = times(text, word);
      if (heading.contains(word)) {
        here += IN_HEADING;
      }
      // A title alone would find every section of its document.
      if (here == 0) {
        return 0;
      }
      weight += here + (title.contains(word) ? IN_TITLE : 0);
    }
    boolean inARow = words.size() > 1 && text.contains(String.join(" ", words));
    return weight + (inARow ? IN_A_ROW : 0);
  }

  private static int times(String text, String word) {
    int times = 0;
    int atWord = 0;
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
      times++;
      if (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1))) {
        atWord = AT_A_WORD;
      }
      if (times == MOST_TIMES && atWord > 0) {
        break;
      }
    }
    return Math.min(times, MOST_TIMES) + atWord;
  }

  private static Place place(Hit hit, List<String> words) {
    Section section = hit.section();
    return new Place(
        hit.document().name(),
        hit.document().title(),
        section.heading(),
        "%s/%s%s"
            .formatted(
                Paths.DOCS,
                hit.document().name(),
                section.anchor().isEmpty() ? "" : "#" + section.anchor()),
        excerpt(section.text(), words));
  }

  /** The text around the first place of a word, from one space to another. */
  private static String excerpt(String text, List<String> words) {
    String lower = text.toLowerCase(Locale.ROOT);
    int inARow = lower.indexOf(String.join(" ", words));
    int first =
        inARow >= 0
            ? inARow
            : words.stream().mapToInt(lower::indexOf).filter(at -> at >= 0).min().orElse(0);
    int from = first <= BEFORE ? 0 : Math.min(text.indexOf(' ', first - BEFORE) + 1, first);
    int end = Math.min(from + EXCERPT, text.length());
    int space = text.lastIndexOf(' ', end);
    int to = end == text.length() || space <= first ? end : space;
    return (from > 0 ? "… " : "") + text.substring(from, to) + (to < text.length() ? " …" : "");
  }
}

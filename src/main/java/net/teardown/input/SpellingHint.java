package net.teardown.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which known name a misspelt name was meant to be. */
public final class SpellingHint {

  private static final int FARTHEST = 3;

  private SpellingHint() {}

  /**
   * Returns "; did you mean 'bytesRead'?" if a known name is similar enough, else an empty string.
   */
  public static String hint(String written, Collection<String> known) {
    return to(written, known).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /** The message for an unknown name: a hint and all known names. */
  public static String unknown(String written, Collection<String> known) {
    return ended("is unknown" + hint(written, known)) + " Known are " + String.join(", ", known);
  }

  /** Ends a sentence that may end in a hint: with the hint's question mark, or else a full stop. */
  public static String ended(String sentence) {
    return sentence.endsWith("?") ? sentence : sentence + ".";
  }

  private static Optional<String> to(String written, Collection<String> known) {
    String lower = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> distance(lower, name) >= 0)
        .min(Comparator.comparingInt(name -> distance(lower, name)));
  }

  /** The edit distance; -1 if it is too large for a misspelling. */
  private static int distance(String written, String name) {
    return new LevenshteinDistance(Math.min(FARTHEST, name.length() / 2))
        .apply(written, name.toLowerCase(Locale.ROOT));
  }
}

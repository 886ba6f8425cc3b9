package net.teardown.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses what a misspelt name was meant to be. */
public final class SpellingHint {

  private static final int FARTHEST = 3;

  private SpellingHint() {}

  /** "; did you mean 'bytesRead'?" where a known name is near enough, else nothing. */
  public static String hint(String written, Collection<String> known) {
    return to(written, known).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /** What is said of a name that there isn't: a hint, and all that there are. */
  public static String unknown(String written, Collection<String> known) {
    return ended("is unknown" + hint(written, known)) + " Known are " + String.join(", ", known);
  }

  /**
   * The end of a sentence that a hint may stand at: its question mark, or a full stop without one.
   */
  public static String ended(String sentence) {
    return sentence.endsWith("?") ? sentence : sentence + ".";
  }

  private static Optional<String> to(String written, Collection<String> known) {
    String lower = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> distance(lower, name) >= 0)
        .min(Comparator.comparingInt(name -> distance(lower, name)));
  }

  /** How many letters are to be changed; -1 if that is too many to be a misspelling. */
  private static int distance(String written, String name) {
    return new LevenshteinDistance(Math.min(FARTHEST, name.length() / 2))
        .apply(written, name.toLowerCase(Locale.ROOT));
  }
}

package net.teardown.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt name was meant to be. */
public final class Nearest {

  private static final int FARTHEST = 3;

  private Nearest() {}

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
    // A longer word can't be near any name; measuring it would be work for nothing.
    if (written.length() > 64) {
      return Optional.empty();
    }
    return known.stream()
        .filter(name -> distance(written, name) <= Math.min(FARTHEST, name.length() / 2))
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** Levenshtein's distance, case ignored. */
  private static int distance(String written, String name) {
    String a = written.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}

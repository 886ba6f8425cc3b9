package net.teardown.experiment.spec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How large a regular expression gets once its counted repetitions are written out, which RE2/J
 * does without a bound: {@code ((a{1000}){1000}){1000}} would take all memory there is.
 */
final class PatternSize {

  private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,6})(?:,(\\d{0,6}))?\\}");

  private PatternSize() {}

  /** About how many instructions the program of this expression has; never too few. */
  static long of(String expression) {
    Deque<Long> outer = new ArrayDeque<>();
    long size = 0;
    long last = 0;
    int at = 0;
    Matcher repetition = REPETITION.matcher(expression);
    while (at < expression.length()) {
      int next = at + 1;
      switch (expression.charAt(at)) {
        case '(' -> {
          outer.push(size);
          size = 0;
          last = 0;
        }
        case ')' -> {
          last = size + 2;
          size = last + (outer.isEmpty() ? 0 : outer.pop());
        }
        case '\\' -> {
          next++;
          last = 1;
          size++;
        }
        case '[' -> {
          next = behindClass(expression, at);
          last = 1;
          size++;
        }
        case '{' -> {
          if (repetition.region(at, expression.length()).lookingAt()) {
            long times = Math.max(number(repetition.group(1)), number(repetition.group(2)));
            size += Math.max(0, times) * last;
            last *= Math.max(1, times);
            next = repetition.end();
          } else {
            last = 1;
            size++;
          }
        }
        default -> {
          last = 1;
          size++;
        }
      }
      if (size > Integer.MAX_VALUE) {
        return size;
      }
      at = next;
    }
    return size;
  }

  private static int behindClass(String expression, int open) {
    int at = open + 1;
    if (at < expression.length() && expression.charAt(at) == '^') {
      at++;
    }
    // A bracket that comes first is one of the characters.
    at++;
    while (at < expression.length() && expression.charAt(at) != ']') {
      at += expression.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static long number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}

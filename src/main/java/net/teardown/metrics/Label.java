package net.teardown.metrics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The values of labels: closed sets, in lower case. */
final class Label {

  private Label() {}

  /** A constant as a label's value, {@code clean_eof} for {@code CLEAN_EOF}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@code true}, {@code false}, or {@code none} where nothing is predicted or can be judged. */
  static String ofAsPredicted(@Nullable Boolean asPredicted) {
    return asPredicted == null ? "none" : asPredicted.toString();
  }
}

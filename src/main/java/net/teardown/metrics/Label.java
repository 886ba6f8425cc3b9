package net.teardown.metrics;

import java.util.Locale;

/** Values of labels: closed sets, in lower case. */
final class Label {

  private Label() {}

  /** A constant as a label's value, {@code clean_eof} for {@code CLEAN_EOF}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

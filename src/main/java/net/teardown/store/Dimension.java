package net.teardown.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns by which counts are added up, besides hour, verdict and prediction. */
enum Dimension {
  ALL,
  LABEL,
  TARGET_HOST,
  LABEL_AND_TARGET_HOST;

  /** One value of a dimension. */
  record Value(Dimension dimension, String of) {}

  /**
   * The value under which experiments with this label and this host are counted; null leaves one
   * out.
   */
  static Value value(@Nullable String label, @Nullable String targetHost) {
    if (label == null) {
      return targetHost == null ? new Value(ALL, "") : new Value(TARGET_HOST, targetHost);
    }
    return targetHost == null
        ? new Value(LABEL, label)
        // Neither contains a control character.
        : new Value(LABEL_AND_TARGET_HOST, label + '\t' + targetHost);
  }

  /** All values under which an experiment with this label and this host is counted. */
  static List<Value> values(@Nullable String label, @Nullable String targetHost) {
    List<Value> values = new ArrayList<>();
    values.add(value(null, null));
    if (label != null) {
      values.add(value(label, null));
    }
    if (targetHost != null) {
      values.add(value(null, targetHost));
    }
    if (label != null && targetHost != null) {
      values.add(value(label, targetHost));
    }
    return values;
  }
}

package net.teardown.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What experiments are added up by, beside their hour, verdict and prediction. */
enum Dimension {
  ALL,
  LABEL,
  TARGET_HOST,
  LABEL_AND_TARGET_HOST;

  /** One of its values. */
  record Value(Dimension dimension, String of) {}

  /** Where those are counted that have this label and this host, either of them if it is null. */
  static Value value(@Nullable String label, @Nullable String targetHost) {
    if (label == null) {
      return targetHost == null ? new Value(ALL, "") : new Value(TARGET_HOST, targetHost);
    }
    return targetHost == null
        ? new Value(LABEL, label)
        // Neither holds a control character.
        : new Value(LABEL_AND_TARGET_HOST, label + '\t' + targetHost);
  }

  /** Everywhere that one with this label and this host is counted. */
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

package net.teardown.picture.explanation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import org.jspecify.annotations.Nullable;

/**
 * What to do so that such a connection ends well, or so that the run can be judged.
 *
 * @param words in words
 * @param fields the same as fields that go over the spec, by their names; null takes one away.
 *     Empty where no change of the spec does it
 */
record Cure(String words, Map<String, @Nullable Object> fields) {

  /** Long enough for the other end's answer. */
  private static final int LONG_DRAIN_MILLIS = 1000;

  Cure {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Something that no change of the spec does. */
  static @Nullable Cure inWords(@Nullable String words) {
    return words == null ? null : new Cure(words, Map.of());
  }

  /**
   * A change of the spec, which takes back besides what would reset the connection all the same.
   */
  static Cure change(String words, Map<String, @Nullable Object> fields, Spec spec) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(fields);
    if (spec.close().aborts()) {
      all.put("lingerSeconds", null);
    }
    if (spec.exchange().bytesSentAfterClose() > 0) {
      all.put("bytesSentAfterClose", 0);
    }
    return new Cure(words, all);
  }

  /** The closer's way to lose nothing: to half-close and to drain. */
  static Cure lingeringClose(Spec spec) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("shutdownBeforeClose", true);
    fields.put("drainBeforeClose", true);
    if (spec.closer() == Closer.INITIATOR && spec.exchange().initiatorHalfCloses()) {
      fields.put("initiatorHalfCloses", false);
    }
    if (spec.exchange().tls() != null && spec.exchange().observerReads() == ObserverReads.LATE) {
      fields.put("observerReads", ObserverReads.PROMPT.name());
    }
    if (spec.exchange().tls() != null && spec.close().drainMillis() < LONG_DRAIN_MILLIS) {
      // The other end's close_notify must come before the close.
      fields.put("drainMillis", LONG_DRAIN_MILLIS);
    }
    return change("half-close, then read to end of stream, then close", fields, spec);
  }

  /** The words, and the fields behind them as JSON. */
  String text() {
    return fields.isEmpty()
        ? words
        : fields.entrySet().stream()
            .map(field -> "\"%s\": %s".formatted(field.getKey(), json(field.getValue())))
            .collect(Collectors.joining(", ", words + ": {", "}"));
  }

  private static String json(@Nullable Object value) {
    return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
  }
}

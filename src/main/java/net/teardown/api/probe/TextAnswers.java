package net.teardown.api.probe;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.http.MediaType;

/**
 * Writes metrics in one of the text formats, with exactly the bytes of the library's writer. That
 * writer takes longer per answer than the probe does, though only the values change. It therefore
 * writes each series once, and afterwards only the numbers are appended; a metric that is the same
 * object in all answers is appended as a whole.
 */
final class TextAnswers {

  private static final String ZERO = "0.0\n";
  private static final int USUAL_CHARACTERS = 4096;

  private record Series(MetricMetadata metric, Labels labels) {}

  /**
   * The text of a series.
   *
   * @param head the lines that describe the metric
   * @param name the name and labels, up to the value
   */
  private record Written(String head, String name) {}

  private final ExpositionFormatWriter writer;
  private final MetricMetadata unbounded;
  private final Predicate<MetricSnapshot> constant;
  private final MediaType type;
  private final String end;
  private final Map<Series, Written> series = new ConcurrentHashMap<>();
  private final Map<MetricSnapshot, String> constants = new ConcurrentHashMap<>();

  /**
   * @param writer the writer of a text format with one line per value
   * @param unbounded a metric whose labels have any number of values, and which is never kept
   * @param constant whether a metric never changes, of which there is a small number
   */
  TextAnswers(
      ExpositionFormatWriter writer, MetricMetadata unbounded, Predicate<MetricSnapshot> constant) {
    this.writer = writer;
    this.unbounded = unbounded;
    this.constant = constant;
    this.type = MediaType.parseMediaType(writer.getContentType());
    this.end = byLibrary(new MetricSnapshots());
  }

  /** The content type. */
  MediaType type() {
    return type;
  }

  /**
   * The same bytes as the library's writer would write.
   *
   * @param metrics only gauges; but for the unbounded one, with a small number of distinct metadata
   *     and labels; equal metadata must be the same object
   */
  byte[] of(MetricSnapshots metrics) {
    StringBuilder text = new StringBuilder(USUAL_CHARACTERS);
    for (MetricSnapshot metric : metrics) {
      String lines = constants.get(metric);
      if (lines != null) {
        text.append(lines);
      } else if (constant.test(metric)) {
        text.append(constants.computeIfAbsent(metric, this::lines));
      } else {
        append(metric, text);
      }
    }
    return text.append(end).toString().getBytes(StandardCharsets.UTF_8);
  }

  private String lines(MetricSnapshot metric) {
    StringBuilder lines = new StringBuilder();
    append(metric, lines);
    return lines.toString();
  }

  private void append(MetricSnapshot metric, StringBuilder text) {
    boolean first = true;
    for (GaugeDataPointSnapshot point : ((GaugeSnapshot) metric).getDataPoints()) {
      Written written = written(metric.getMetadata(), point.getLabels());
      if (first) {
        text.append(written.head());
      }
      first = false;
      text.append(written.name()).append(point.getValue()).append('\n');
    }
  }

  private Written written(MetricMetadata metric, Labels labels) {
    Series of = new Series(metric, labels);
    return metric.getName().equals(unbounded.getName())
        ? written(of)
        : series.computeIfAbsent(of, this::written);
  }

  private Written written(Series of) {
    String text =
        byLibrary(
            MetricSnapshots.of(
                new GaugeSnapshot(
                    of.metric(), List.of(new GaugeDataPointSnapshot(0, of.labels(), null)))));
    String lines = text.substring(0, text.length() - end.length());
    if (!lines.endsWith(ZERO)) {
      throw new IllegalStateException("a series ends with its value, but not this: " + lines);
    }
    String named = lines.substring(0, lines.length() - ZERO.length());
    int line = named.lastIndexOf('\n') + 1;
    return new Written(named.substring(0, line), named.substring(line));
  }

  private String byLibrary(MetricSnapshots metrics) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(bytes, metrics, EscapingScheme.DEFAULT);
    } catch (IOException e) {
      throw new AssertionError("memory can be written", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

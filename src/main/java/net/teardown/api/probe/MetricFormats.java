package net.teardown.api.probe;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.nio.charset.StandardCharsets;
import net.teardown.probe.ProbeResult;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The formats in which a probe's metrics are answered. */
@Component
final class MetricFormats {

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final TextAnswers prometheus =
      new TextAnswers(
          formats.getPrometheusTextFormatWriter(), Exposition.EXPECT_INFO, Exposition::isConstant);
  private final TextAnswers openMetrics =
      new TextAnswers(
          formats.getOpenMetricsTextFormatWriter(), Exposition.EXPECT_INFO, Exposition::isConstant);

  /** The format that an Accept header asks for. */
  TextAnswers accepted(@Nullable String accept) {
    // There is one instance of each writer, and they don't define equals.
    @SuppressWarnings("ReferenceEquality")
    TextAnswers format =
        formats.findWriter(accept) == formats.getOpenMetricsTextFormatWriter()
            ? openMetrics
            : prometheus;
    return format;
  }

  /** The page about a probe for a person. */
  String page(ProbeResult result) {
    return DebugPage.of(
        result, new String(prometheus.of(Exposition.of(result)), StandardCharsets.UTF_8));
  }
}

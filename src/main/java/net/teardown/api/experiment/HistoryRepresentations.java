package net.teardown.api.experiment;

import java.util.function.Function;
import java.util.stream.Collectors;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.picture.Table;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The representations of the history: a page of it, and its counts. */
@Configuration(proxyBeanMethods = false)
class HistoryRepresentations {

  @Bean
  static Representations<OutcomePage> ofHistory(JsonMapper mapper) {
    return Representations.of(
        OutcomePage.class,
        Representation.json(OutcomePage.class, Function.identity()),
        Representation.text(Format.TEXT, "A line each", (page, ascii) -> table(page).text(ascii)),
        Representation.text(Format.CSV, "A row each", page -> table(page).csv()),
        Representation.text(
            Format.NDJSON,
            "An outcome without its steps in each line",
            page -> lines(page, mapper)));
  }

  @Bean
  static Representations<SummaryView> ofSummary() {
    return Representations.of(
        SummaryView.class,
        Representation.json(SummaryView.class, Function.identity()),
        Representation.text(
            Format.TEXT, "A line per verdict", (counts, ascii) -> table(counts).text(ascii)),
        Representation.text(Format.CSV, "A row per verdict", counts -> table(counts).csv()));
  }

  private static Table table(OutcomePage page) {
    Table table =
        new Table(
            "startedAt",
            "verdict",
            "delivery",
            "reason",
            "asPredicted",
            "met",
            "peer",
            "target",
            "label",
            "durationMicros",
            "id");
    page.items()
        .forEach(outcome ->
            table.row(
                outcome.startedAt(),
                outcome.verdict(),
                outcome.delivery(),
                outcome.reason(),
                outcome.asPredicted(),
                outcome.met(),
                outcome.peer(),
                outcome.spec().target(),
                outcome.spec().get(SpecFields.LABEL),
                outcome.durationMicros(),
                outcome.id()));
    return table;
  }

  private static String lines(OutcomePage page, JsonMapper mapper) {
    return page.items().stream()
        .map(outcome -> mapper.writeValueAsString(outcome) + "\n")
        .collect(Collectors.joining());
  }

  private static Table table(SummaryView counts) {
    Table table = new Table("verdict", "experiments");
    counts.verdicts().forEach((verdict, count) -> table.row(verdict, count));
    return table.row("total", counts.total());
  }
}

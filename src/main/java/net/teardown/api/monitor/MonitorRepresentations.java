package net.teardown.api.monitor;

import java.util.function.Function;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.picture.Table;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The representations of the lists of monitors and of modules. */
@Configuration(proxyBeanMethods = false)
class MonitorRepresentations {

  @Bean
  static Representations<MonitorList> ofMonitors() {
    return Representations.of(
        MonitorList.class,
        Representation.json(MonitorList.class, Function.identity()),
        Representation.text(
            Format.TEXT, "A line per target", (list, ascii) -> table(list).text(ascii)),
        Representation.text(Format.CSV, "A row per target", list -> table(list).csv()));
  }

  @Bean
  static Representations<ModuleList> ofModules() {
    return Representations.of(
        ModuleList.class,
        Representation.json(ModuleList.class, Function.identity()),
        Representation.text(Format.TEXT, "A line each", (list, ascii) -> table(list).text(ascii)),
        Representation.text(Format.CSV, "A row each", list -> table(list).csv()));
  }

  @Bean
  static Representations<SeriesView> ofSeries() {
    return Representations.of(
        SeriesView.class,
        Representation.json(SeriesView.class, Function.identity()),
        Representation.text(
            Format.TEXT,
            "A line per target, minute and verdict that came",
            (series, ascii) -> table(series).text(ascii)),
        Representation.text(
            Format.CSV,
            "A row per target, minute and verdict that came",
            series -> table(series).csv()));
  }

  private static Table table(SeriesView series) {
    Table table = new Table("begin", "target", "address", "verdict", "runs");
    for (SeriesView.Target target : series.targets()) {
      target
          .verdicts()
          .forEach((verdict, counts) -> {
            for (int i = 0; i < counts.size(); i++) {
              if (counts.get(i) > 0) {
                table.row(
                    series.begin().plusSeconds((long) i * series.stepSeconds()),
                    target.target(),
                    target.address(),
                    verdict,
                    counts.get(i));
              }
            }
          });
    }
    return table;
  }

  private static Table table(MonitorList list) {
    Table table =
        new Table(
            "monitor", "module", "target", "address", "success", "failure", "verdict", "reason",
            "since", "runs");
    for (MonitorView monitor : list.items()) {
      for (TargetView target : monitor.targets()) {
        table.row(
            monitor.name(),
            monitor.module(),
            target.target(),
            target.address(),
            target.success(),
            target.failure() == null ? null : target.failure().words(),
            target.verdict(),
            target.reason(),
            target.since(),
            target.runs());
      }
    }
    return table;
  }

  private static Table table(ModuleList list) {
    Table table = new Table("module", "peer", "title");
    list.items().forEach(module -> table.row(module.name(), module.spec().kind(), module.title()));
    return table;
  }
}

package net.teardown.api.probe;

import java.util.function.Function;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.picture.Table;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The representations of the probes that are remembered. */
@Configuration(proxyBeanMethods = false)
class ProbeRepresentations {

  @Bean
  static Representations<ProbeList> ofProbes() {
    return Representations.of(
        ProbeList.class,
        Representation.json(ProbeList.class, Function.identity()),
        Representation.text(Format.TEXT, "A line each", (list, ascii) -> table(list).text(ascii)),
        Representation.text(Format.CSV, "A row each", list -> table(list).csv()));
  }

  @Bean
  static Representations<ProbeView> ofProbe() {
    return Representations.of(
        ProbeView.class,
        Representation.json(ProbeView.class, Function.identity()),
        Representation.text(Format.TEXT, "Its debug text", ProbeView::debug));
  }

  private static Table table(ProbeList list) {
    Table table =
        new Table(
            "number",
            "startedAt",
            "module",
            "target",
            "success",
            "failure",
            "verdict",
            "tookMicros",
            "experiment");
    list.items()
        .forEach(probe ->
            table.row(
                probe.number(),
                probe.startedAt(),
                probe.module(),
                probe.target(),
                probe.success(),
                probe.failure(),
                probe.verdict(),
                probe.tookMicros(),
                probe.experiment()));
    return table;
  }
}

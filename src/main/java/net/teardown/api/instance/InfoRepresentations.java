package net.teardown.api.instance;

import java.util.function.Function;
import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.picture.Table;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The representations of what an instance and its host's settings are. */
@Configuration(proxyBeanMethods = false)
class InfoRepresentations {

  @Bean
  static Representations<InfoView> ofInfo() {
    return Representations.of(
        InfoView.class,
        Representation.json(InfoView.class, Function.identity()),
        Representation.text(Format.TEXT, "A line each", (info, ascii) -> table(info).text(ascii)),
        Representation.text(Format.CSV, "A row each", info -> table(info).csv()));
  }

  @Bean
  static Representations<EnvironmentView> ofEnvironment() {
    return Representations.of(
        EnvironmentView.class,
        Representation.json(EnvironmentView.class, Function.identity()),
        Representation.text(
            Format.TEXT, "A line each", (environment, ascii) -> table(environment).text(ascii)),
        Representation.text(Format.CSV, "A row each", environment -> table(environment).csv()));
  }

  private static Table table(EnvironmentView environment) {
    Table table = new Table("setting", "value").row("hash", environment.hash());
    environment.settings().forEach(table::row);
    return table;
  }

  private static Table table(InfoView info) {
    return new Table("what", "value")
        .row("version", info.version())
        .row("vantage", info.vantage())
        .row("stack", info.stack())
        .row("evidenceLevel", info.evidenceLevel())
        .row("kernel", info.kernel())
        .row("environment", info.environment().hash())
        .row("dataPort", info.dataPort())
        .row("targets", String.join(", ", info.targets()))
        .row("converse", String.join(", ", info.converse()));
  }
}

package net.teardown.api.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.api.http.Paths;
import net.teardown.picture.Table;
import net.teardown.picture.TextPage;
import net.teardown.scenario.Group;
import net.teardown.scenario.NotExpressible;
import net.teardown.scenario.Scenario;
import net.teardown.scenario.Scenarios;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Formats scenarios as text for a terminal. */
@Component
final class ScenarioText {

  /** Writes a spec without its defaults. */
  private final JsonMapper brief;

  ScenarioText(JsonMapper mapper) {
    brief =
        mapper
            .rebuild()
            .changeDefaultPropertyInclusion(
                included -> included.withValueInclusion(JsonInclude.Include.NON_EMPTY))
            .build();
  }

  /** One scenario, with a command that runs it at the address to which this request was sent. */
  String of(Scenario scenario, boolean ascii) {
    TextPage page =
        new TextPage("%s: %s".formatted(scenario.name(), scenario.title()), ascii)
            .paragraph("story", scenario.story())
            .paragraph("mechanism", scenario.mechanism())
            .paragraph("initiator sees", scenario.initiatorSees())
            .paragraph("responder sees", scenario.responderSees())
            .paragraph("finding", scenario.finding())
            .paragraph("expected", expected(scenario))
            .paragraph("why", scenario.prediction().why());
    scenario
        .sources()
        .forEach(source ->
            page.paragraph(source.equals(scenario.sources().getFirst()) ? "sources" : "", source));
    return page.paragraph(
            "spec", brief.writeValueAsString(scenario.spec().masked()).replace(",\"", ", \""))
        .line("run it", command(scenario))
        .text();
  }

  /** All scenarios, one line each, and the cases that can't be one. */
  static String list(Scenarios scenarios, boolean ascii) {
    TextPage page =
        new TextPage("Scenarios; each tells its story at /api/v1/scenarios/{name}", ascii);
    for (Group group : Group.values()) {
      List<Scenario> members =
          scenarios.all().stream().filter(scenario -> scenario.group() == group).toList();
      page.heading(heading(group, members));
      members.forEach(scenario -> page.paragraph(scenario.name(), scenario.title()));
    }
    page.heading("These can't be run here:");
    for (NotExpressible other : scenarios.notExpressible()) {
      page.paragraph(other.name(), other.mechanism() + " " + other.reason());
    }
    return page.text();
  }

  private static String heading(Group group, List<Scenario> members) {
    List<String> needs = members.isEmpty() ? List.of() : members.getFirst().needs();
    return needs.isEmpty()
        ? group.title()
        : "%s (needs %s)".formatted(group.title(), String.join(", ", needs));
  }

  /** All scenarios, a row each. */
  static String csv(Scenarios scenarios) {
    Table table = new Table("name", "group", "title", "needs", "predicted", "predictedDelivery");
    scenarios
        .all()
        .forEach(scenario ->
            table.row(
                scenario.name(),
                scenario.group(),
                scenario.title(),
                String.join(" ", scenario.needs()),
                either(scenario.prediction().verdicts()),
                either(scenario.prediction().deliveries())));
    return table.csv();
  }

  private static String expected(Scenario scenario) {
    return "%s; delivery %s"
        .formatted(
            either(scenario.prediction().verdicts()), either(scenario.prediction().deliveries()));
  }

  private static String either(Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).collect(Collectors.joining(" or "));
  }

  private static String command(Scenario scenario) {
    String url =
        "'%s%s/%s/runs?format=text'"
            .formatted(
                ServletUriComponentsBuilder.fromCurrentContextPath().toUriString(),
                Paths.SCENARIOS,
                scenario.name());
    List<String> needs = scenario.needs();
    if (needs.isEmpty()) {
      return "curl -X POST " + url;
    }
    String target =
        needs.stream()
            .map(field ->
                "\"%s\": %s".formatted(field, field.equals("targetPort") ? "80" : "\"HOST\""))
            .collect(Collectors.joining(", "));
    return "curl --json '{%s}' %s".formatted(target, url);
  }
}

package net.teardown.api.experiment;

import java.util.List;
import java.util.stream.Collectors;
import net.teardown.api.http.Format;
import net.teardown.api.http.Shown;
import net.teardown.run.LongRun;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes a page of runs under way in each format that a page of outcomes has. */
@Component
class LongRunPages {

  private final JsonMapper mapper;

  LongRunPages(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * The page.
   *
   * @param next where the next one is; null on the last
   */
  Object body(List<LongRun> runs, @Nullable String next, Shown<OutcomePage> shown) {
    Format format = shown.representation().format();
    if (format.equals(Format.TEXT)) {
      return LongRunText.table(runs).text(shown.ascii());
    } else if (format.equals(Format.CSV)) {
      return LongRunText.table(runs).csv();
    }
    List<LongRunView> views = runs.stream().map(LongRunView::of).toList();
    return format.equals(Format.NDJSON)
        ? views.stream()
            .map(view -> mapper.writeValueAsString(view) + "\n")
            .collect(Collectors.joining())
        : new LongRunPage(views, next);
  }
}

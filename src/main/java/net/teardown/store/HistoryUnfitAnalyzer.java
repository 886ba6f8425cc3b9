package net.teardown.store;

import java.util.Objects;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Reports in one line what is wrong with a reachable database, and in another what to do. */
class HistoryUnfitAnalyzer extends AbstractFailureAnalyzer<HistoryUnfit> {

  private final Environment environment;

  HistoryUnfitAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, HistoryUnfit cause) {
    return new FailureAnalysis(
        "The history " + where() + " " + Objects.requireNonNull(cause.getMessage()),
        cause.action(),
        rootFailure);
  }

  private String where() {
    String url = environment.getProperty("spring.datasource.url", "");
    if (url.startsWith("jdbc:h2:file:")) {
      return "in '%s' (teardown.data-dir)".formatted(environment.getProperty("teardown.data-dir"));
    }
    // URL parameters may contain a password.
    return "at '%s' (spring.datasource.url)".formatted(url.split("[;?]", 2)[0]);
  }
}

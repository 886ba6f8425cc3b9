package net.teardown.input;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line which file is broken, where, and what to write instead. */
public final class BrokenScenarioAnalyzer extends AbstractFailureAnalyzer<BrokenScenario> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BrokenScenario cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
  }
}

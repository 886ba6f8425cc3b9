package net.teardown.policy;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line which entry is broken and what to write instead. */
final class UnusableEntryAnalyzer extends AbstractFailureAnalyzer<UnusableEntry> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnusableEntry cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
  }
}

package net.teardown.policy;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one line which entry is broken, and how to write it. */
final class BrokenAllowanceAnalyzer extends AbstractFailureAnalyzer<BrokenAllowance> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BrokenAllowance cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
  }
}

package net.teardown;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names in one line the properties that don't exist. */
final class UnknownPropertyAnalyzer extends AbstractFailureAnalyzer<UnknownProperty> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnknownProperty cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
  }
}

package net.teardown.api.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports in one line what a token must consist of. */
final class UnusableTokenAnalyzer extends AbstractFailureAnalyzer<UnusableToken> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, UnusableToken cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
  }
}

package net.teardown.selfcheck;

import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;

/** The outcome of one scenario on this host. */
record Finding(String scenario, Outcome outcome) {

  boolean asPredicted() {
    return Boolean.TRUE.equals(outcome.asPredicted());
  }

  /** The calls with which the responder ends it. */
  String closing() {
    Spec spec = outcome.spec();
    return (spec.close().shutdownBeforeClose() ? "shutdown, " : "")
        + (spec.close().drainBeforeClose() ? "drain, " : "")
        + "close";
  }

  /** The delivery of the reply: {@code whole, 5 B}, or a dash where there is none. */
  String reply() {
    return switch (outcome.delivery()) {
      case NONE_SENT -> "-";
      case UNKNOWN -> "unknown";
      case WHOLE -> "whole, " + received();
      case TRUNCATED -> "cut, " + received();
      case LOST -> "lost, " + received();
    };
  }

  private String received() {
    return outcome.replyBytesReceived() + " B";
  }
}

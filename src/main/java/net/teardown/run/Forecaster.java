package net.teardown.run;

import java.util.List;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.socket.TcpStack;

/** Says what theory allows for a spec, and what of that this host's evidence can't decide. */
final class Forecaster {

  private static final String NO_THEORY =
      "Theory says nothing of a server that isn't Teardown: it closes as its authors made it"
          + " close.";

  private final TcpStack stack;
  private final EvidenceLevel level;

  Forecaster(TcpStack stack) {
    this.stack = stack;
    this.level = OutcomeAssembler.level(stack);
  }

  /**
   * What theory allows for this spec.
   *
   * @param here the settings of this host; those of another count as Linux's defaults
   */
  Forecast of(Spec spec, Environment here) {
    Environments hosts =
        switch (spec.otherEnd()) {
          case OtherEnd.SameHost _ -> Environments.ofBoth(here);
          case OtherEnd.Responder _, OtherEnd.Server _ -> new Environments(here, null);
        };
    Prediction prediction = Oracle.predict(spec, hosts);
    return new Forecast(
        prediction.verdicts(),
        prediction.deliveries(),
        prediction.why().isEmpty() ? NO_THEORY : prediction.why(),
        prediction.sources(),
        undecidable(spec, prediction));
  }

  private List<Reason> undecidable(Spec spec, Prediction prediction) {
    boolean endsInAFin =
        prediction.verdicts().contains(Verdict.CLEAN_EOF)
            || prediction.verdicts().contains(Verdict.EOF_THEN_RESET);
    if (!endsInAFin) {
      return List.of();
    }
    if (level == EvidenceLevel.APPLICATION) {
      return List.of(Reason.HIDDEN_RESET_NOT_VISIBLE);
    }
    // Only an observer that half-closed first is looked up among the TIME-WAITs.
    boolean observerHalfClosesFirst =
        spec.closer() == Closer.RESPONDER && spec.exchange().initiatorHalfCloses();
    return observerHalfClosesFirst && !stack.undecidingSettings().isEmpty()
        ? List.of(Reason.TIME_WAIT_UNDECIDABLE)
        : List.of();
  }
}

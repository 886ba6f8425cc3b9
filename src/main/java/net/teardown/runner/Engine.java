package net.teardown.runner;

import java.time.Instant;
import net.teardown.experiment.EvidenceLevel;
import net.teardown.experiment.Judge;
import net.teardown.experiment.Judgement;
import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Prediction;
import net.teardown.experiment.Reason;
import net.teardown.experiment.Spec;
import net.teardown.experiment.Verdict;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Plays a spec on a lane, has it judged, and sets the verdict beside the prediction. */
final class Engine {

  private final String vantage;
  private final String stack;
  private final EvidenceLevel level;

  Engine(TcpStack stack, String vantage) {
    this.vantage = vantage;
    this.stack = stack.name();
    this.level = stack.givesKernelEvidence() ? EvidenceLevel.KERNEL : EvidenceLevel.APPLICATION;
  }

  EvidenceLevel level() {
    return level;
  }

  Outcome run(Lane lane, Spec spec, @Nullable String label, Origin origin) {
    Instant startedAt = Instant.now();
    Plan plan = lane.plan(spec);
    Played played = lane.play(plan);
    Judgement judgement = Judge.judge(played.initiator(), played.responder(), spec.closer());
    Prediction prediction = plan.prediction();
    Verdict verdict = judgement.verdict();
    return new Outcome(
        null,
        startedAt,
        played.took().toNanos() / 1000,
        vantage,
        origin,
        stack,
        level,
        spec,
        label,
        judgement.connected(),
        verdict,
        prediction.verdicts(),
        reason(judgement),
        null,
        judgement.delivery(),
        prediction.deliveries(),
        verdict.judged() ? prediction.allows(verdict, judgement.delivery(), level) : null,
        played.initiator().bytesRead(),
        played.initiator().bytesAccepted(),
        played.settled().toNanos() / 1000,
        played.initiator(),
        played.responder(),
        null);
  }

  private @Nullable Reason reason(Judgement judgement) {
    boolean looksClean =
        judgement.verdict() == Verdict.CLEAN_EOF || judgement.verdict() == Verdict.EOF_THEN_RESET;
    return looksClean && level == EvidenceLevel.APPLICATION
        ? Reason.HIDDEN_RESET_NOT_VISIBLE
        : judgement.reason();
  }
}

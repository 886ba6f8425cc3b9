package net.teardown;

import java.time.Instant;
import java.util.List;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;

/** Outcomes of experiments that were not run, for tests of what is done with an outcome. */
public final class Finished {

  private Finished() {}

  /** An outcome with this ending, and the oracle's prediction for its spec. */
  public static Outcome experiment(
      Origin origin, Spec spec, Verdict verdict, Delivery delivery, long micros) {
    Prediction prediction = Oracle.predict(spec);
    Boolean asPredicted =
        verdict.judged()
            ? Boolean.valueOf(prediction.allows(verdict, delivery, EvidenceLevel.KERNEL))
            : null;
    long reply = delivery == Delivery.WHOLE ? spec.exchange().replyBytes() : 0;
    return Outcomes.of(spec)
        .origin(origin)
        .startedAt(Instant.EPOCH)
        .took(micros, 0)
        .from("here")
        .judged(new Judgement(verdict, null, delivery, verdict.judged()))
        .predicted(prediction.verdicts(), prediction.deliveries(), asPredicted)
        .ends(
            Ends.of(
                spec.otherEnd(),
                end("127.0.0.1:41234", reply, spec.exchange().bytesSent()),
                end("127.0.0.1:40007", spec.close().bytesRead(), spec.exchange().replyBytes()),
                PathFacts.NOTHING,
                null))
        .outcome();
  }

  private static EndRecord end(String address, long read, long accepted) {
    return new EndRecord(
        address, read, accepted, null, null, null, null, null, null, List.of(), null, null);
  }
}

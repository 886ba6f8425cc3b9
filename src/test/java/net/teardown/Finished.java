package net.teardown;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.experiment.theory.Prediction;

/** Outcomes of experiments that never were, for tests of what is done with an outcome. */
public final class Finished {

  private Finished() {}

  /** One that ended so, judged by what the oracle says of its spec. */
  public static Outcome experiment(
      Origin origin, Spec spec, Verdict verdict, Delivery delivery, long micros) {
    Prediction prediction = Oracle.predict(spec);
    Boolean asPredicted =
        verdict.judged()
            ? Boolean.valueOf(prediction.allows(verdict, delivery, EvidenceLevel.KERNEL))
            : null;
    long reply = delivery == Delivery.WHOLE ? spec.exchange().replyBytes() : 0;
    return new Outcome(
        null,
        Instant.EPOCH,
        micros,
        "here",
        origin,
        "posix",
        EvidenceLevel.KERNEL,
        spec,
        null,
        verdict.judged(),
        verdict,
        Set.copyOf(prediction.verdicts()),
        null,
        null,
        delivery,
        Set.copyOf(prediction.deliveries()),
        asPredicted,
        reply,
        spec.exchange().bytesSent(),
        0,
        end("127.0.0.1:41234", reply, spec.exchange().bytesSent()),
        end("127.0.0.1:40007", spec.close().bytesRead(), spec.exchange().replyBytes()),
        null,
        null,
        null,
        null);
  }

  private static EndRecord end(String address, long read, long accepted) {
    return new EndRecord(
        address, read, accepted, null, null, null, null, null, null, List.of(), null);
  }
}

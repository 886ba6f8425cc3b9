package net.teardown.runner;

import java.time.Duration;
import java.time.Instant;
import net.teardown.experiment.EndRecord;
import net.teardown.experiment.EvidenceLevel;
import net.teardown.experiment.Judge;
import net.teardown.experiment.Judgement;
import net.teardown.experiment.Oracle;
import net.teardown.experiment.Origin;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Reason;
import net.teardown.experiment.Spec;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Plays a spec on a lane, has it judged, and draws the conclusion. */
final class Engine {

  private final TcpStack stack;
  private final Conclusion conclusion;
  private final EvidenceLevel level;

  Engine(TcpStack stack, String vantage) {
    this.stack = stack;
    this.conclusion = new Conclusion(vantage, stack.name());
    this.level = Conclusion.level(stack);
  }

  Outcome run(Lane lane, Spec spec, @Nullable String label, Origin origin) {
    Instant startedAt = Instant.now();
    Plan plan = lane.plan(spec);
    Played played = lane.play(plan);
    Judgement judgement = Judge.judge(played.initiator(), played.responder(), spec.closer());
    return conclusion.of(
        startedAt,
        spec,
        label,
        origin,
        played,
        judgement,
        plan.prediction(stack),
        level,
        null,
        null);
  }

  /** The outcome of a run that could not even begin, for want of something on this host. */
  Outcome notBegun(
      Spec spec, @Nullable String label, Origin origin, Reason why, @Nullable String detail) {
    return conclusion.of(
        Instant.now(),
        spec,
        label,
        origin,
        new Played(EndRecord.UNKNOWN, EndRecord.UNKNOWN, Duration.ZERO, Duration.ZERO),
        Judge.notBegun(why),
        Oracle.predict(spec),
        level,
        detail,
        null);
  }
}

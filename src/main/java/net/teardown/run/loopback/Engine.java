package net.teardown.run.loopback;

import java.time.Duration;
import java.time.Instant;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.theory.Oracle;
import net.teardown.run.outcome.Conclusion;
import net.teardown.run.outcome.Played;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Plays a spec on a lane, has it judged, and draws the conclusion. */
public final class Engine {

  private final TcpStack stack;
  private final Conclusion conclusion;
  private final EvidenceLevel level;

  /**
   * @param vantage this instance's name
   */
  public Engine(TcpStack stack, String vantage) {
    this.stack = stack;
    this.conclusion = new Conclusion(vantage, stack.name());
    this.level = Conclusion.level(stack);
  }

  /** Runs it on a lane that nobody else uses meanwhile. */
  public Outcome run(Lane lane, Spec spec, @Nullable String label, Origin origin) {
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
  public Outcome notBegun(
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

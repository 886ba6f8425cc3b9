package net.teardown.run.loopback;

import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.EndRecords;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.socket.TcpStack;

/** Runs a spec on a lane, has it judged, and assembles the outcome. */
public final class LoopbackRun {

  private final OutcomeAssembler assembler;
  private final EvidenceLevel level;

  /**
   * @param vantage this instance's name
   */
  public LoopbackRun(TcpStack stack, String vantage) {
    this.assembler = new OutcomeAssembler(vantage, stack);
    this.level = OutcomeAssembler.level(stack);
  }

  /** Runs the spec on a lane that nothing else uses meanwhile. */
  public Outcome run(Lane lane, Asked asked) {
    Begun begun = assembler.begun(asked, null);
    LanePlan plan = lane.plan(asked.spec(), begun.environment());
    EndRecords<Ends.Pair> records = lane.play(plan);
    Ends.Pair ends = records.ends();
    Judgement judgement = Judge.judge(ends.initiator(), ends.responder(), plan.spec().closer());
    return assembler.of(begun, records, judgement, plan.prediction(), level, null);
  }
}

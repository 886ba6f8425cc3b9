package net.teardown.monitor;

import java.util.List;
import java.util.Map;
import net.teardown.experiment.terms.Verdict;

/**
 * How the runs of one target ended, minute by minute; oldest first, and as many of each.
 *
 * @param target its name, as in {@link TargetState}
 * @param address the address that is connected to, with the port
 * @param verdicts the number of runs that ended so; only verdicts that came
 * @param failed the number of runs that didn't end as wanted
 * @param denied the number of times that the policy denied the target, so that nothing was run
 */
public record TargetSeries(
    String target,
    String address,
    Map<Verdict, List<Integer>> verdicts,
    List<Integer> failed,
    List<Integer> denied) {}

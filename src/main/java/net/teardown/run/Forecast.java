package net.teardown.run;

import java.util.List;
import java.util.Set;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;

/**
 * What theory allows for a spec before anything has run, on this host as it is set up now.
 *
 * @param verdicts every verdict that it allows, more than one where the end is a race; empty where
 *     there is no theory: of a server that isn't ours
 * @param deliveries every delivery that it allows
 * @param why the rule, in sentences
 * @param sources where the rule comes from
 * @param undecidable why a run of this spec may be left undecided on this host although nothing
 *     goes wrong in it; empty if it can't be
 */
public record Forecast(
    Set<Verdict> verdicts,
    Set<Delivery> deliveries,
    String why,
    List<String> sources,
    List<Reason> undecidable) {

  public Forecast {
    sources = List.copyOf(sources);
    undecidable = List.copyOf(undecidable);
  }
}

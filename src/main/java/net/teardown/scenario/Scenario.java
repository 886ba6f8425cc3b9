package net.teardown.scenario;

import java.util.List;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.theory.Prediction;

/**
 * A named spec with its story.
 *
 * @param name in lower case with dashes, as it stands in paths
 * @param title one line
 * @param story what happens between the two ends and why somebody meets it, in sentences
 * @param mechanism what TCP does, in a sentence
 * @param initiatorSees what the calls of the end that connected return
 * @param responderSees what the calls of the other end return
 * @param finding what was claimed about it and what measurement says, in sentences
 * @param spec what runs; callers may override its fields, and must give a target where it {@link
 *     #needsTarget()}
 * @param wholeSpec the same with every default filled in, for whoever reads it
 * @param prediction what theory allows for the spec as it stands; of a third-party server, which
 *     closes as it likes, what such servers were seen to do
 * @param sources where story and finding come from
 */
public record Scenario(
    String name,
    String title,
    String story,
    String mechanism,
    String initiatorSees,
    String responderSees,
    String finding,
    SpecDraft spec,
    SpecDraft wholeSpec,
    Prediction prediction,
    List<String> sources) {

  /** Whether the other end is on a host that only the caller can name. */
  public boolean needsTarget() {
    return !needs().isEmpty();
  }

  /** The fields that the caller must give, because no file can know them. */
  public List<String> needs() {
    return spec.kind().needs();
  }
}

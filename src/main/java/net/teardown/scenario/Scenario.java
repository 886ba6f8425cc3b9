package net.teardown.scenario;

import java.util.List;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.theory.Prediction;

/**
 * A named spec with a description and the expected result.
 *
 * @param name in lower case with dashes, as paths have it
 * @param group the part of the list that it stands in
 * @param title one line
 * @param story what happens between the two ends and when it occurs in practice, in sentences
 * @param mechanism what TCP does, in a sentence
 * @param initiatorSees what the initiator's calls return
 * @param responderSees what the responder's calls return
 * @param finding what was claimed about it and what measurement shows, in sentences
 * @param spec the spec; callers may override its fields, and must give a target if it {@link
 *     #needsTarget()}
 * @param wholeSpec the same with every default filled in, for readers
 * @param prediction what theory allows for the unchanged spec; for a third-party server, which
 *     closes as it likes, what such servers were seen to do
 * @param sources the sources of story and finding
 */
public record Scenario(
    String name,
    Group group,
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

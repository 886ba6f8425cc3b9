package net.teardown.scenario;

import java.util.List;
import net.teardown.experiment.Prediction;
import net.teardown.experiment.SpecDraft;

/**
 * A named spec with its story.
 *
 * @param name in lower case with dashes, as it stands in paths
 * @param title one line
 * @param story what happens between the two ends and why somebody meets it, in sentences
 * @param finding what was claimed about it and what measurement says, in sentences
 * @param spec what runs; callers may override its fields
 * @param prediction what theory allows for the spec as it stands
 * @param sources where story and finding come from
 */
public record Scenario(
    String name,
    String title,
    String story,
    String finding,
    SpecDraft spec,
    Prediction prediction,
    List<String> sources) {}

package net.teardown.picture;

import java.util.List;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The content of one outcome's ladder diagram. The text and the SVG renderer draw only this, and
 * the page draws it in a browser, so all of them say the same.
 *
 * @param headline the verdict and the delivery
 * @param circumstances the hosts, the stack and the duration
 * @param spec the spec in words
 * @param left the initiator's lifeline
 * @param right the responder's lifeline
 * @param legend how precise the times in the margin are; null if they are exact
 * @param notes the paragraphs below the ladder
 */
public record Picture(
    String headline,
    String circumstances,
    String spec,
    Lifeline left,
    Lifeline right,
    List<Rung> rungs,
    @Nullable String legend,
    List<Note> notes) {

  /**
   * The head of one end's lifeline.
   *
   * @param address its own address and port, or a text that says it has none
   */
  public record Lifeline(String name, String address) {}

  /**
   * The paragraphs under one title below the ladder.
   *
   * @param title one or two words, in the margin
   * @param paragraphs at least one
   */
  public record Note(String title, List<String> paragraphs) {
    Note(String title, String text) {
      this(title, List.of(text));
    }
  }

  static Picture of(Experiment made) {
    Outcome outcome = made.outcome();
    List<Rung> rungs = LadderBuilder.rungs(outcome);
    return new Picture(
        Headline.headline(outcome),
        Headline.circumstances(outcome),
        Headline.spec(outcome),
        Headline.initiator(outcome),
        Headline.other(outcome),
        rungs,
        rungs.stream().anyMatch(Rung::about) ? Headline.legend(outcome) : null,
        Paragraphs.of(made));
  }
}

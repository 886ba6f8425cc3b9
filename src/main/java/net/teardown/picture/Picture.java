package net.teardown.picture;

import java.util.List;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the ladder of one outcome says. Both renderers draw this and nothing else, so
 * they always say the same.
 *
 * @param headline the verdict, and what became of the closer's bytes
 * @param circumstances where, by which sockets, how long
 * @param spec what was asked for, in words
 * @param left the initiator's name and address
 * @param right the responder's
 * @param legend what the times in the margin leave open; null for nothing
 * @param notes what stands below the ladder
 */
record Picture(
    String headline,
    String circumstances,
    String spec,
    Lifeline left,
    Lifeline right,
    List<Rung> rungs,
    @Nullable String legend,
    List<Note> notes) {

  /**
   * One end.
   *
   * @param address its own address and port, or that it has none
   */
  record Lifeline(String name, String address) {}

  /**
   * What stands below the ladder under one title.
   *
   * @param title a word or two, in the margin
   * @param paragraphs one or more
   */
  record Note(String title, List<String> paragraphs) {
    Note(String title, String text) {
      this(title, List.of(text));
    }
  }

  static Picture of(Experiment made) {
    Outcome outcome = made.outcome();
    List<Rung> rungs = LadderBuilder.tell(outcome);
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

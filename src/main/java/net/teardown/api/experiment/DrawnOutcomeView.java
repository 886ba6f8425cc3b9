package net.teardown.api.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.picture.Arrow;
import net.teardown.picture.Ladder;
import net.teardown.picture.Picture;
import net.teardown.picture.Rung;
import net.teardown.picture.Side;
import org.jspecify.annotations.Nullable;

/** An outcome with its ladder diagram in the API, for who draws it: the marks of text and SVG. */
@Schema(
    name = "DrawnOutcome",
    description = "An outcome, and what its ladder diagram consists of, to be drawn")
record DrawnOutcomeView(
    OutcomeView outcome,
    @Schema(description = "The verdict and the delivery", example = "RESET") String headline,
    @Schema(description = "The spec in words", example = "sent 5, read 1, 4 unread at close")
        String spec,
    @Schema(description = "The hosts, the stack and the duration", example = "loopback, libc")
        String circumstances,
    @Schema(description = "The initiator's lifeline, drawn left") LifelineView left,
    @Schema(description = "The responder's lifeline, drawn right") LifelineView right,
    @Schema(description = "From top to bottom") List<RungView> rungs,
    @Schema(description = "How precise the times are; null if they are exact")
        @Nullable String legend,
    @Schema(description = "What stands below the ladder") List<NoteView> notes) {

  /** The head of one end's lifeline. */
  @Schema(name = "Lifeline", description = "The head of one end's lifeline")
  record LifelineView(
      @Schema(description = "Which end it is", example = "initiator") String name,
      @Schema(description = "Its address and port", example = "127.0.0.1:41234") String address) {

    static LifelineView of(Picture.Lifeline end) {
      return new LifelineView(end.name(), end.address());
    }
  }

  /** One line of the ladder. */
  @Schema(name = "Rung", description = "One line of the ladder")
  record RungView(
      @Schema(
              description = "When, with ~ where it is approximate; empty where no call timed it",
              example = "41 µs")
          String time,
      @Schema(
              description = "The initiator's call and its result; null for none",
              example = "send 5")
          @Nullable String left,
      @Schema(description = "The responder's call and its result; null for none")
          @Nullable String right,
      @Schema(description = "The segment between them; absent for none")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable ArrowView arrow) {

    static RungView of(Rung rung) {
      Arrow arrow = rung.arrow();
      return new RungView(
          rung.time(), rung.left(), rung.right(), arrow == null ? null : ArrowView.of(arrow));
    }
  }

  /** A segment between the ends. */
  @Schema(name = "Arrow", description = "A segment that one end sent, or should have sent")
  record ArrowView(
      @Schema(description = "The end that it points away from") Side from,
      @Schema(description = "What it was", example = "5 B") String label,
      @Schema(description = "The kind of segment") Arrow.Kind kind,
      @Schema(description = "What became of it, by the evidence") Arrow.Fate fate) {

    static ArrowView of(Arrow arrow) {
      return new ArrowView(arrow.from(), arrow.label(), arrow.kind(), arrow.fate());
    }
  }

  /** Paragraphs under one title. */
  @Schema(name = "Note", description = "Paragraphs under one title")
  record NoteView(
      @Schema(description = "One or two words", example = "as predicted") String title,
      @Schema(description = "At least one") List<String> paragraphs) {}

  static DrawnOutcomeView of(Experiment made) {
    Picture picture = Ladder.picture(made);
    return new DrawnOutcomeView(
        OutcomeView.of(made),
        picture.headline(),
        picture.spec(),
        picture.circumstances(),
        LifelineView.of(picture.left()),
        LifelineView.of(picture.right()),
        picture.rungs().stream().map(RungView::of).toList(),
        picture.legend(),
        picture.notes().stream()
            .map(note -> new NoteView(note.title(), note.paragraphs()))
            .toList());
  }
}

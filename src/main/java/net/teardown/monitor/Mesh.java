package net.teardown.monitor;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Who sees whom, and how: a row for each vantage.
 *
 * @param rows this vantage's own first
 * @param unanswered the others that were asked for theirs and gave none
 */
@Schema(description = "Who sees whom, and how: a row for each vantage, this one's own first")
public record Mesh(List<Row> rows, List<Unanswered> unanswered) {

  public Mesh {
    rows = List.copyOf(rows);
    unanswered = List.copyOf(unanswered);
  }

  /** What one vantage sees. */
  @Schema(name = "MeshRow", description = "What one vantage sees")
  public record Row(
      @Schema(description = "Who sees it", example = "probe-a") String vantage,
      @Schema(description = "When it said so") Instant at,
      @Schema(description = "A cell for each target of each monitor") List<Cell> cells) {

    public Row {
      cells = List.copyOf(cells);
    }
  }

  /** How one target was seen last. */
  @Schema(name = "MeshCell", description = "How one target was seen last")
  public record Cell(
      @Schema(description = "By which monitor", example = "nodes") String monitor,
      @Schema(
              description = "The responder's own vantage once it is known, else the address",
              example = "probe-b")
          String target,
      @Schema(description = "As it is connected to", example = "10.1.2.3:8007") String address,
      @Schema(description = "null before the first run, and where the policy denies it")
          @Nullable Verdict verdict,
      @Schema(description = "null where nothing is predicted, or nothing can be judged")
          @Nullable Boolean asPredicted,
      @Schema(description = "Whether what was expected was met; null before the first run")
          @Nullable Boolean success,
      @Schema(description = "Since when it has been so; null before the first run")
          @Nullable Instant since) {}

  /** A vantage that was asked and gave no answer. */
  @Schema(name = "MeshUnanswered", description = "A vantage that was asked and gave no answer")
  public record Unanswered(
      @Schema(description = "Its name as far as it is known", example = "probe-c") String target,
      @Schema(description = "In words", example = "no answer within 2 s") String why) {}
}

package net.teardown.api.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import net.teardown.experiment.terms.Verdict;
import net.teardown.monitor.Mesh;
import org.jspecify.annotations.Nullable;

/** The mesh in the API; other instances read it too. */
@Schema(
    name = "Mesh",
    description = "Who sees whom, and how: a row for each vantage, this one's own first")
public record MeshView(List<RowView> rows, List<UnansweredView> unanswered) {

  @Schema(name = "MeshRow", description = "What one vantage sees")
  record RowView(
      @Schema(description = "Who sees it", example = "probe-a") String vantage,
      @Schema(description = "When it said so") Instant at,
      @Schema(description = "A cell for each target of each monitor") List<MeshCellView> cells) {

    private static RowView of(Mesh.Row row) {
      return new RowView(
          row.vantage(), row.at(), row.cells().stream().map(MeshCellView::of).toList());
    }
  }

  @Schema(name = "MeshCell", description = "How one target was seen last")
  record MeshCellView(
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
          @Nullable Instant since,
      @Schema(
              description = "Why it is no success; absent if it is, or nothing says so",
              example = "connect: refused")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String why) {

    private static MeshCellView of(Mesh.Cell cell) {
      return new MeshCellView(
          cell.monitor(),
          cell.target(),
          cell.address(),
          cell.verdict(),
          cell.asPredicted(),
          cell.success(),
          cell.since(),
          cell.why());
    }
  }

  @Schema(name = "MeshUnanswered", description = "A vantage that was asked and gave no answer")
  record UnansweredView(
      @Schema(description = "Its name as far as it is known", example = "probe-c") String target,
      @Schema(description = "In words", example = "no answer within 2 s") String why) {

    private static UnansweredView of(Mesh.Unanswered other) {
      return new UnansweredView(other.target(), other.why());
    }
  }

  /** The view of the mesh. */
  public static MeshView of(Mesh mesh) {
    return new MeshView(
        mesh.rows().stream().map(RowView::of).toList(),
        mesh.unanswered().stream().map(UnansweredView::of).toList());
  }
}

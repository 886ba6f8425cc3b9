package net.teardown.monitor;

import java.time.Instant;
import java.util.List;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Who sees whom, and how: a row for each vantage. Others' are read into it from what they show.
 *
 * @param rows this vantage's own first
 * @param unanswered the others that were asked for theirs and gave none
 */
public record Mesh(List<Row> rows, List<Unanswered> unanswered) {

  public Mesh {
    rows = List.copyOf(rows);
    unanswered = List.copyOf(unanswered);
  }

  /**
   * What one vantage sees.
   *
   * @param vantage who sees it
   * @param at when it said so
   * @param cells one for each target of each monitor
   */
  public record Row(String vantage, Instant at, List<Cell> cells) {

    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * How one target was seen last.
   *
   * @param monitor by which monitor
   * @param target the responder's own vantage once it is known, else the address
   * @param address as it is connected to
   * @param verdict null before the first run, and where the policy denies it
   * @param asPredicted null where nothing is predicted, or nothing can be judged
   * @param success whether what was expected was met; null before the first run
   * @param since since when it has been so; null before the first run
   */
  public record Cell(
      String monitor,
      String target,
      String address,
      @Nullable Verdict verdict,
      @Nullable Boolean asPredicted,
      @Nullable Boolean success,
      @Nullable Instant since) {}

  /**
   * A vantage that was asked and gave no answer.
   *
   * @param target its name as far as it is known
   * @param why in words
   */
  public record Unanswered(String target, String why) {}
}

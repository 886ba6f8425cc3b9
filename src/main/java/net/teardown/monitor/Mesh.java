package net.teardown.monitor;

import java.time.Instant;
import java.util.List;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The mesh: how each vantage sees its targets, one row per vantage. The rows of other vantages are
 * parsed from their answers.
 *
 * @param rows this vantage's own row first
 * @param unanswered the instances that were asked for their row and gave none
 */
public record Mesh(List<Row> rows, List<Unanswered> unanswered) {

  public Mesh {
    rows = List.copyOf(rows);
    unanswered = List.copyOf(unanswered);
  }

  /**
   * The targets as one vantage sees them.
   *
   * @param vantage the vantage that sees them
   * @param at when the row was made
   * @param cells one for each target of each monitor
   */
  public record Row(String vantage, Instant at, List<Cell> cells) {

    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * The last known state of one target.
   *
   * @param monitor the monitor's name
   * @param target the responder's own vantage once it is known, else the address
   * @param address the address that is connected to
   * @param verdict null before the first run, and if the policy denies the target
   * @param asPredicted null if there is no prediction, or the run can't be judged
   * @param success whether the expectation was met; null before the first run
   * @param since the time of the last change; null before the first run
   * @param why why it is no success: how far the run came, and what it met there; null if it is
   *     one, there was no run yet, or an older version doesn't say
   */
  public record Cell(
      String monitor,
      String target,
      String address,
      @Nullable Verdict verdict,
      @Nullable Boolean asPredicted,
      @Nullable Boolean success,
      @Nullable Instant since,
      @Nullable String why) {}

  /**
   * An instance that was asked and gave no answer.
   *
   * @param target its name as far as it is known
   * @param why the reason in words
   */
  public record Unanswered(String target, String why) {}
}

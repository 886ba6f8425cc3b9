package net.teardown.api.experiment;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import net.teardown.api.http.Paths;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Turn;
import net.teardown.picture.Table;
import net.teardown.run.LongRun;
import org.jspecify.annotations.Nullable;

/** A run under way as text, for a terminal. */
final class LongRunText {

  private LongRunText() {}

  /**
   * A line of what it is, a line for each turn that was taken, and where to look again.
   *
   * @param left how long it may still take
   */
  static String of(LongRun run, Duration left) {
    String turns =
        run.turns() == null
            ? ""
            : run.turns().stream().map(LongRunText::line).collect(Collectors.joining());
    return "RUNNING   %s%s, at most %d s more%n%s%s%n"
        .formatted(target(run), taken(run), left.toSeconds(), turns, Paths.ofExperiment(run.id()));
  }

  private static String line(TurnTaken turn) {
    return "  turns[%d]   %s, %d bytes said, %d heard%n"
        .formatted(turn.turn(), turn.ended(), turn.saidBytes(), turn.heardBytes());
  }

  private static String target(LongRun run) {
    return run.asked().spec().target().map(Target::authority).orElse("loopback");
  }

  private static String taken(LongRun run) {
    return run.turns() != null
            && run.asked().spec().request().orElse(null)
                instanceof Request.Conversation(List<Turn> all)
        ? ", %d of %d turns taken".formatted(run.turns().size(), all.size())
        : "";
  }

  /** A row for each run. */
  static Table table(List<LongRun> runs) {
    Table table = new Table("startedAt", "status", "target", "label", "turns", "vantage", "id");
    runs.forEach(run ->
        table.row(
            run.startedAt(),
            RunStatus.RUNNING,
            target(run),
            run.asked().label(),
            turns(run),
            run.vantage(),
            run.id()));
    return table;
  }

  private static @Nullable Integer turns(LongRun run) {
    return run.turns() == null ? null : Integer.valueOf(run.turns().size());
  }
}

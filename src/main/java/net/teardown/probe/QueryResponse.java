package net.teardown.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Heard;
import net.teardown.experiment.spec.LineMatch;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Marks a module that says and hears what blackbox_exporter's {@code query_response} does: it
 * succeeds once all turns of its spec were as meant, however the connection ends.
 *
 * @param labelledTurn the index of the turn whose line the labels are taken from
 * @param labels of {@code probe_expect_info}: texts that refer to groups of that line, by name;
 *     empty for no such metric
 */
public record QueryResponse(int labelledTurn, Map<String, String> labels) {

  /** Without labels. */
  public static final QueryResponse UNLABELLED = new QueryResponse(0, Map.of());

  public QueryResponse {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** The labels' values in a run; empty if the line didn't come, or there are no labels. */
  Map<String, String> values(Outcome outcome) {
    LineMatch line = labels.isEmpty() ? null : line(outcome);
    if (line == null) {
      return Map.of();
    }
    Map<String, String> values = new LinkedHashMap<>();
    labels.forEach((name, text) -> values.put(name, new String(line.expanded(text), UTF_8)));
    return values;
  }

  private @Nullable LineMatch line(Outcome outcome) {
    String shown =
        taken(outcome).stream()
            .filter(turn -> turn.turn() == labelledTurn && turn.ended().asMeant())
            .map(TurnTaken::head)
            .findFirst()
            .orElse(null);
    return shown != null
            && turns(outcome).get(labelledTurn)
                instanceof Turn.Hear(Heard.MatchingLine(var pattern), Integer _)
        ? LineMatch.find(pattern, Printable.bytes(shown))
        : null;
  }

  /**
   * Whether the server ended the stream before what a regular expression waits for had come, in any
   * conversation. A reset or the deadline says nothing of what would have come.
   */
  static boolean neverMatched(Outcome outcome) {
    List<TurnTaken> taken = taken(outcome);
    if (taken.isEmpty()) {
      return false;
    }
    List<Turn> turns = turns(outcome);
    return taken.stream()
        .filter(turn -> turn.ended() == TurnTaken.Ended.END)
        .anyMatch(turn -> matches(turns.get(turn.turn())));
  }

  private static boolean matches(Turn turn) {
    return switch (turn) {
      case Turn.Hear(Heard what, Integer _) ->
          switch (what) {
            case Heard.Match _, Heard.MatchingLine _ -> true;
            case Heard.Bytes _,
                Heard.Until _,
                Heard.Line _,
                Heard.HttpReply _,
                Heard.Silence _,
                Heard.End _ ->
                false;
          };
      case Turn.Say _, Turn.Pause _, Turn.StartTls _, Turn.HalfClose _ -> false;
    };
  }

  private static List<TurnTaken> taken(Outcome outcome) {
    return outcome.ends().server().map(ServerReport::turns).orElse(List.of());
  }

  private static List<Turn> turns(Outcome outcome) {
    return outcome.spec().request().orElse(null) instanceof Request.Conversation(List<Turn> turns)
        ? turns
        : List.of();
  }
}

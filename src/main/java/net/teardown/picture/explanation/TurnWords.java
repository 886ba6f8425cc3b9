package net.teardown.picture.explanation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Heard;
import net.teardown.experiment.spec.Request;
import net.teardown.experiment.spec.Turn;
import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/** Says how far a conversation got, and why no further. */
final class TurnWords {

  private static final int LONGEST = 64;

  private TurnWords() {}

  /** Returns a sentence; empty where no turns were asked for. */
  static Optional<String> sentence(ServerReport server, Outcome outcome) {
    return outcome.spec().request().orElseThrow() instanceof Request.Conversation(List<Turn> turns)
        ? Optional.of(sentence(server.turns(), turns, Boolean.TRUE.equals(outcome.turnsMet())))
        : Optional.empty();
  }

  private static String sentence(List<TurnTaken> taken, List<Turn> turns, boolean met) {
    TurnTaken last = taken.isEmpty() ? null : taken.getLast();
    if (last == null) {
      return "None of its %d turns was taken.".formatted(turns.size());
    }
    if (met) {
      return turns.size() == 1
          ? "Its one turn went as meant."
          : "All %d turns went as meant.".formatted(turns.size());
    }
    Turn turn = turns.get(last.turn());
    return "The conversation ended at %s, which %s: %s%s."
        .formatted(
            numbered(last.turn(), turns.size()),
            meant(turn),
            ended(turn, last),
            acknowledged(last));
  }

  /** {@code turn 4 of 5 (turns[3])}: by its number among all, and as the spec's place. */
  static String numbered(int turn, int of) {
    return "turn %d of %d (turns[%d])".formatted(turn + 1, of, turn);
  }

  private static String meant(Turn turn) {
    return switch (turn) {
      case Turn.Say say -> said(say);
      case Turn.Hear(Heard what, Integer within) ->
          "waits for "
              + wanted(what)
              + (within == null ? "" : ", at most " + Quantity.number(within) + " ms");
      case Turn.Pause(int millis) -> "pauses for " + Quantity.number(millis) + " ms";
      case Turn.StartTls _ -> "begins to speak TLS";
      case Turn.HalfClose _ -> "half-closes";
    };
  }

  private static String said(Turn.Say say) {
    return switch (say.what()) {
      case Request.Http http -> "sends %s %s".formatted(http.method(), http.path());
      case Request.Filler _,
          Request.Text _,
          Request.Bytes _,
          Request.Withheld _,
          Request.Conversation _ ->
          "says " + Quantity.bytes(say.times() * say.what().atLeastBytes());
    };
  }

  private static String wanted(Heard what) {
    return switch (what) {
      case Heard.Bytes(int count) -> Quantity.bytes(count);
      case Heard.Until(String text) -> "\"%s\"".formatted(printable(text));
      case Heard.Match(var pattern) -> "a match of /%s/".formatted(pattern.pattern());
      case Heard.MatchingLine(var pattern) -> "a line matching /%s/".formatted(pattern.pattern());
      case Heard.Line _ -> "a line";
      case Heard.HttpReply _ -> "a reply in HTTP";
      case Heard.Silence _ -> "silence";
      case Heard.End _ -> "the end of the stream";
    };
  }

  private static String printable(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Printable.of(bytes, bytes.length, LONGEST);
  }

  private static String ended(Turn turn, TurnTaken last) {
    return last.ended() == TurnTaken.Ended.UNMET ? unmet(turn, last) : ended(last);
  }

  private static String unmet(Turn turn, TurnTaken last) {
    return switch (turn) {
      case Turn.StartTls _ ->
          "plaintext that no turn had heard stood in front of it (RFC 3207 6), or TLS failed";
      case Turn.HalfClose _ ->
          "before TLS 1.3 nothing can be heard behind it (RFC 5246 7.2.1), or TLS failed";
      case Turn.Say _ -> "TLS failed";
      case Turn.Hear _, Turn.Pause _ -> ended(last);
    };
  }

  private static String ended(TurnTaken last) {
    String had = last.heardBytes() == 0 ? "nothing came" : came(last.heardBytes(), last.head());
    return switch (last.ended()) {
      case MET, DONE -> "it was the last that was reached";
      case UNMET -> had;
      case SILENCE -> "nothing came";
      case END -> had + " before the server's FIN";
      case RESET -> had + " before the reset";
      case DEADLINE -> had + " by the deadline";
    };
  }

  private static String came(long bytes, @Nullable String head) {
    return "only %s came%s"
        .formatted(
            Quantity.bytes(bytes),
            head == null || head.isEmpty() ? "" : ", beginning \"%s\"".formatted(head));
  }

  /** What of all that was said the server's kernel had not acknowledged then. */
  private static String acknowledged(TurnTaken last) {
    Long left = last.unacknowledgedBytes();
    return left == null || left == 0
        ? ""
        : "; %s that had been said were not acknowledged then".formatted(Quantity.bytes(left));
  }
}

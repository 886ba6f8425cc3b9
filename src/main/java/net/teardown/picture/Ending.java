package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.Across;
import net.teardown.experiment.Call;
import net.teardown.experiment.Diagnosis;
import net.teardown.experiment.EndRecord;
import net.teardown.experiment.Evidence;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Reason;
import net.teardown.experiment.Verdict;
import net.teardown.picture.Arrow.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Which FIN and which RST crossed the wire and where they belong, as far as the observer's evidence
 * proves it.
 */
final class Ending {

  private final Side closer;
  private final @Nullable Boolean fin;
  private final @Nullable Boolean reset;
  private final boolean gaveUp;
  private final boolean closed;
  private final boolean halfClosed;
  private final boolean observerHalfClosed;
  private final boolean abortive;
  private final boolean overBefore;
  private final boolean answersData;
  private final boolean injected;
  private final boolean neverReached;

  Ending(Outcome outcome, List<Move> moves) {
    closer = Side.closing(outcome);
    EndRecord end = outcome.closer();
    Evidence evidence = outcome.observer().evidence();
    fin = evidence == null ? null : evidence.finReceived();
    reset = evidence == null ? null : evidence.resetReceived();
    gaveUp = outcome.verdict() == Verdict.TIMED_OUT || outcome.verdict() == Verdict.INCONCLUSIVE;
    closed = did(moves, closer, Call.CLOSE);
    neverReached = outcome.reason() == Reason.TICKET_NOT_CLAIMED;
    injected = found(outcome, Diagnosis.Kind.RESET_INJECTED);
    halfClosed = did(moves, closer, Call.SHUTDOWN_WRITE);
    observerHalfClosed = did(moves, closer.other(), Call.SHUTDOWN_WRITE);
    boolean readToEnd =
        moves.stream()
            .anyMatch(move ->
                move.side() == closer
                    && move.is(Call.RECV)
                    && move.succeeded()
                    && move.moved() == 0);
    abortive = outcome.spec().aborts() || (end.unreadAtClose() != null && end.unreadAtClose() > 0);
    overBefore = halfClosed && (readToEnd || observerHalfClosed);
    answersData =
        !abortive && moves.stream().anyMatch(move -> move.moved() > 0 && isAfterClose(move, moves));
  }

  /** Whether an observer's {@code send} was made when the closer had closed. */
  static boolean isAfterClose(Move send, List<Move> moves) {
    return send.is(Call.SEND)
        && moves.stream()
            .anyMatch(move ->
                move.side() != send.side()
                    && move.is(Call.CLOSE)
                    && move.succeeded()
                    && move.step().atMicros() <= send.atMicros());
  }

  /** What the closer's half-close put on the wire. */
  Arrow atHalfClose() {
    return Arrow.fin(closer, fate(fin));
  }

  /**
   * What the closer's close put on the wire: a FIN, an RST, both or, if its FIN had gone before,
   * nothing.
   */
  List<Arrow> atClose() {
    List<Arrow> arrows = new ArrayList<>();
    if (closed && abortive && !halfClosed && Boolean.TRUE.equals(fin)) {
      return inventedFin();
    }
    boolean closesCleanly = !abortive && (injected || !Boolean.TRUE.equals(reset));
    if (!halfClosed && (Boolean.TRUE.equals(fin) || closesCleanly)) {
      arrows.add(Arrow.fin(closer, fate(fin)));
    }
    if (Boolean.TRUE.equals(reset) && !answersData) {
      arrows.add(Arrow.rst(closer, injected ? Fate.MADE_IN_BETWEEN : Fate.ARRIVED));
    } else if (abortive && (reset == null || (!reset && !overBefore))) {
      arrows.add(Arrow.rst(closer, fate(reset)));
    }
    return arrows;
  }

  /** An abort sends no FIN: the reset stayed on the way and something there made one. */
  private List<Arrow> inventedFin() {
    List<Arrow> arrows = new ArrayList<>();
    arrows.add(Arrow.rst(closer, Fate.LOST));
    arrows.add(Arrow.fin(closer, Fate.MADE_IN_BETWEEN));
    if (Boolean.TRUE.equals(reset)) {
      arrows.add(Arrow.rst(closer, Fate.MADE_IN_BETWEEN));
    }
    return arrows;
  }

  /** The closer's answer to data that came when it had closed; null if none is proved. */
  @Nullable Arrow afterData() {
    return answersData && Boolean.TRUE.equals(reset) ? Arrow.rst(closer, Fate.ARRIVED) : null;
  }

  /** What arrived although no call of the closer is on record that sent it. */
  List<Arrow> unaccounted() {
    List<Arrow> arrows = new ArrayList<>();
    Fate fate = neverReached ? Fate.MADE_IN_BETWEEN : Fate.ARRIVED;
    if (!closed && !halfClosed && Boolean.TRUE.equals(fin)) {
      arrows.add(Arrow.fin(closer, fate));
    }
    if (!closed && Boolean.TRUE.equals(reset)) {
      arrows.add(Arrow.rst(closer, fate));
    }
    return arrows;
  }

  /** What the observer's half-close put on the wire. */
  Arrow atObserversHalfClose() {
    return Arrow.fin(closer.other(), gaveUp ? Fate.UNKNOWN : Fate.ARRIVED);
  }

  /**
   * What the observer's close put on the wire; null if its FIN had gone before or the connection
   * was gone.
   */
  @Nullable Arrow atObserversClose() {
    boolean open = Boolean.TRUE.equals(fin) && Boolean.FALSE.equals(reset) && !gaveUp;
    return open && !observerHalfClosed ? Arrow.fin(closer.other(), Fate.ARRIVED) : null;
  }

  private static boolean found(Outcome outcome, Diagnosis.Kind kind) {
    Across across = outcome.across();
    return across != null
        && across.diagnosis() != null
        && across.diagnosis().findings().stream().anyMatch(finding -> finding.kind() == kind);
  }

  private static boolean did(List<Move> moves, Side side, Call call) {
    return moves.stream()
        .anyMatch(move -> move.side() == side && move.is(call) && move.succeeded());
  }

  private static Fate fate(@Nullable Boolean received) {
    return received == null ? Fate.UNKNOWN : received ? Fate.ARRIVED : Fate.LOST;
  }
}

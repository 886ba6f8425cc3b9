package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.picture.Arrow.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outcome as rungs: every call that matters, with what it put on the wire as far as the
 * evidence goes.
 */
final class LadderBuilder {

  private final Outcome outcome;
  private final Side closer;
  private final List<NotableCall> moves;
  private final long clockErrorMicros;
  private final WireEnding fromCloser;
  private final WireEnding fromObserver;
  private final List<Rung> rungs = new ArrayList<>();

  /** What came in and waits for the call that was told of it. */
  private final List<Arrow> waiting = new ArrayList<>();

  /** How many of the closer's, and of the observer's bytes may still be told as arrived. */
  private long closersLeft;

  private long observersLeft;
  private boolean answered;

  private LadderBuilder(Outcome outcome) {
    this.outcome = outcome;
    closer = Side.closing(outcome);
    moves = NotableCalls.of(outcome);
    clockErrorMicros = NotableCalls.clockErrorMicros(outcome);
    WireFacts closersWord = new WireFacts(closer.of(outcome));
    WireFacts observersWord = new WireFacts(closer.other().of(outcome));
    boolean speaksLast = moves.stream().anyMatch(move -> move.moved() > 0 && isLate(move));
    fromCloser = new WireEnding(outcome, closer, closersWord, observersWord, speaksLast);
    fromObserver = new WireEnding(outcome, closer.other(), observersWord, closersWord, false);
    waiting.addAll(fromCloser.unsent());
    waiting.addAll(fromObserver.unsent());
    closersLeft = fromCloser.arrived();
    observersLeft = fromObserver.arrived();
  }

  static List<Rung> tell(Outcome outcome) {
    return new LadderBuilder(outcome).tell();
  }

  private List<Rung> tell() {
    int next = 0;
    while (next < moves.size()) {
      next += tell(moves.get(next), next + 1 < moves.size() ? moves.get(next + 1) : null);
    }
    if (!moves.isEmpty()) {
      tellWaiting(closer);
      tellWaiting(closer.other());
    }
    for (Side side : Side.values()) {
      Phase stopped = side.of(outcome).stoppedIn();
      if (stopped != null) {
        rungs.add(
            Rung.of(
                side == Side.INITIATOR || clockErrorMicros == 0
                    ? Amounts.time(outcome.run().durationMicros())
                    : "",
                side,
                "deadline: " + stopped.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                null));
      }
    }
    return List.copyOf(rungs);
  }

  /**
   * Tells one move, with the next one if that is the other end's half of it, and says how many were
   * told.
   */
  private int tell(NotableCall move, @Nullable NotableCall next) {
    return switch (move.step().call()) {
      case CONNECT -> connect(move, next);
      case SEND -> send(move, next);
      case SHUTDOWN_WRITE -> add(move, leg(move).atHalfClose(move.step()));
      case CLOSE -> close(move);
      case SEND_TICKET -> ticket(move, next);
      case RECV -> recv(move);
      case PROBE -> probe(move);
      case SOCKET,
          ACCEPT,
          RECV_TICKET,
          LINGER,
          POLL,
          TCP_INFO,
          SOCKET_ERROR,
          UNREAD,
          UNACKNOWLEDGED,
          SOCK_DIAG,
          GETIFADDRS ->
          add(move, null);
    };
  }

  private int connect(NotableCall move, @Nullable NotableCall next) {
    if (move.failedWith("ECONNREFUSED")) {
      Fate refused = against(move).ofRefusal();
      rungs.add(
          rung(
              move,
              "connect",
              Arrow.syn(move.side(), refused == Fate.ARRIVED ? refused : Fate.UNKNOWN)));
      rungs.add(
          Rung.of(
              Amounts.time(move.step().untilMicros()),
              move.side(),
              "→ ECONNREFUSED",
              Arrow.rst(move.side().other(), refused)));
      return 1;
    }
    boolean unanswered =
        move.failedWith("ETIMEDOUT") || move.failedWith("EINPROGRESS") || move.failedWith("EAGAIN");
    Arrow syn =
        move.succeeded()
            ? Arrow.syn(move.side(), leg(move).ofSyn())
            : unanswered ? Arrow.syn(move.side(), Fate.UNKNOWN) : null;
    return add(
        move,
        syn,
        next,
        move.succeeded() && next != null && next.is(Call.ACCEPT) && next.succeeded());
  }

  private int send(NotableCall move, @Nullable NotableCall next) {
    long sent = move.moved();
    if (sent == 0) {
      return add(move, told(move));
    }
    boolean late = isLate(move);
    Fate rest = late ? leg(move).ofLateData(against(move)) : leg(move).ofTheRest();
    long arrived = late ? 0 : arrived(move, sent);
    Arrow first =
        arrived == 0
            ? Arrow.data(move.side(), sent, rest)
            : Arrow.data(move.side(), arrived, Fate.ARRIVED);
    boolean received = next != null && next.is(Call.RECV) && next.moved() > 0 && arrived > 0;
    int told = add(move, first, next, received);
    if (arrived > 0 && arrived < sent) {
      rungs.add(Rung.untimed(Arrow.data(move.side(), sent - arrived, rest)));
    }
    Arrow answer = against(move).afterData();
    if (late && !answered && answer != null) {
      rungs.add(Rung.untimed(answer));
      answered = true;
    }
    return told;
  }

  /** Whether an observer's {@code send} was made when the closer had closed. */
  private boolean isLate(NotableCall send) {
    return send.is(Call.SEND)
        && !isClosers(send)
        && moves.subList(0, moves.indexOf(send)).stream()
            .anyMatch(move -> isClosers(move) && move.is(Call.CLOSE) && move.succeeded());
  }

  private int recv(NotableCall move) {
    Fate untold = outcome.ends().server().isPresent() ? Fate.ARRIVED : against(move).ofUntoldData();
    return add(
        move,
        move.moved() > 0 && untold != null
            ? Arrow.data(move.side().other(), move.moved(), untold)
            : told(move));
  }

  private int ticket(NotableCall move, @Nullable NotableCall next) {
    Long bytes = move.step().result();
    if (!move.succeeded() || bytes == null) {
      return add(move, null);
    }
    return add(
        move,
        Arrow.data(move.side(), bytes, leg(move).ofTicket()),
        next,
        next != null && next.is(Call.RECV_TICKET) && next.succeeded());
  }

  /** What this call was told of, if no call of the other end is on record that sent it by then. */
  private @Nullable Arrow told(NotableCall move) {
    boolean end = move.succeeded() && move.is(Call.RECV) && move.moved() == 0;
    for (Arrow arrow : waiting) {
      boolean told =
          switch (arrow.kind()) {
            case FIN -> end;
            case RST -> move.failedWith("ECONNRESET") || move.failedWith("EPIPE");
            case SYN, DATA -> false;
          };
      if (told && arrow.from() != move.side()) {
        waiting.remove(arrow);
        return arrow;
      }
    }
    return null;
  }

  /** What only this end's kernel noticed. */
  private void tellWaiting(Side side) {
    for (Arrow arrow : List.copyOf(waiting)) {
      if (arrow.from() != side) {
        waiting.remove(arrow);
        rungs.add(Rung.untimed(arrow));
      }
    }
  }

  /** A byte that finds nobody: what answers it, and from where, is what it was sent to learn. */
  private int probe(NotableCall move) {
    ProbeAnswer answer = move.side().of(outcome).probe();
    Long bytes = move.step().result();
    if (!move.succeeded() || bytes == null || answer == null) {
      return add(move, null);
    }
    add(
        move,
        Arrow.data(move.side(), bytes, answer == ProbeAnswer.RESET ? Fate.ARRIVED : Fate.UNKNOWN));
    if (answer == ProbeAnswer.RESET) {
      rungs.add(Rung.untimed(Arrow.rst(move.side().other(), Fate.ARRIVED)));
    }
    return 1;
  }

  private long arrived(NotableCall move, long sent) {
    long arrived = Math.min(sent, isClosers(move) ? closersLeft : observersLeft);
    if (isClosers(move)) {
      closersLeft -= arrived;
    } else {
      observersLeft -= arrived;
    }
    return arrived;
  }

  private int close(NotableCall move) {
    tellWaiting(move.side());
    List<Arrow> arrows = move.succeeded() ? leg(move).atClose() : List.of();
    add(move, arrows.isEmpty() ? null : arrows.getFirst());
    arrows.stream().skip(1).map(Rung::untimed).forEach(rungs::add);
    return 1;
  }

  private int add(NotableCall move, @Nullable Arrow arrow) {
    rungs.add(rung(move, text(move), arrow));
    return 1;
  }

  private int add(
      NotableCall move, @Nullable Arrow arrow, @Nullable NotableCall next, boolean together) {
    Rung rung = rung(move, text(move), arrow);
    if (next == null || !together || next.side() == move.side()) {
      rungs.add(rung);
      return 1;
    }
    rungs.add(rung.with(next.side(), text(next)));
    return 2;
  }

  private Rung rung(NotableCall move, String text, @Nullable Arrow arrow) {
    return Rung.of(move, text, arrow, clockErrorMicros);
  }

  private String text(NotableCall move) {
    if (move.is(Call.PROBE) && move.succeeded()) {
      return move.step().call() + answer(move.side().of(outcome).probe());
    }
    String text =
        isClosers(move) || !outcome.spec().peer().isOurs()
            ? move.text(
                outcome.spec().close().lingerSeconds(),
                outcome.closer().map(EndRecord::unreadAtClose).orElse(null))
            : move.text(null, null);
    return leg(move).finWaits(move.step()) ? text + ", FIN waits" : text;
  }

  /** The way on which this call sends. */
  private WireEnding leg(NotableCall move) {
    return isClosers(move) ? fromCloser : fromObserver;
  }

  /** The way on which it receives. */
  private WireEnding against(NotableCall move) {
    return isClosers(move) ? fromObserver : fromCloser;
  }

  private static String answer(@Nullable ProbeAnswer answer) {
    return switch (answer) {
      case UNACKNOWLEDGED -> ": no answer";
      case ACKNOWLEDGED -> ": acknowledged";
      case RESET, NOT_SENT -> "";
      case null -> "";
    };
  }

  private boolean isClosers(NotableCall move) {
    return move.side() == closer;
  }
}

package net.teardown.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.Call;
import net.teardown.experiment.Delivery;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.Phase;
import net.teardown.experiment.ProbeAnswer;
import net.teardown.picture.Arrow.Fate;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outcome as rungs: every call that matters, with what it put on the wire as far as the
 * evidence goes.
 */
final class Story {

  private final Outcome outcome;
  private final Side closer;
  private final List<Move> moves;
  private final Ending ending;
  private final List<Rung> rungs = new ArrayList<>();
  private final List<Arrow> unaccounted;

  /** Whether the responder is known to have heard anything of the connection. */
  private final boolean listener;

  /** How many of the closer's, and of the observer's bytes may still be told as arrived. */
  private long closersLeft;

  private long observersLeft;
  private boolean answered;

  private Story(Outcome outcome) {
    this.outcome = outcome;
    closer = Side.closing(outcome);
    moves = Moves.of(outcome);
    ending = new Ending(outcome, moves);
    unaccounted = new ArrayList<>(ending.unaccounted());
    listener = outcome.spec().target() == null || !outcome.responder().steps().isEmpty();
    boolean cut = outcome.delivery() == Delivery.TRUNCATED || outcome.delivery() == Delivery.LOST;
    Long unread = outcome.closer().unreadAtClose();
    closersLeft = cut ? outcome.observer().bytesRead() : Long.MAX_VALUE;
    observersLeft = unread == null ? Long.MAX_VALUE : outcome.closer().bytesRead() + unread;
  }

  static List<Rung> tell(Outcome outcome) {
    return new Story(outcome).tell();
  }

  private List<Rung> tell() {
    int next = 0;
    while (next < moves.size()) {
      next += tell(moves.get(next), next + 1 < moves.size() ? moves.get(next + 1) : null);
    }
    if (!moves.isEmpty()) {
      unaccounted.forEach(arrow -> rungs.add(Rung.of(null, closer, null, arrow)));
    }
    for (Side side : Side.values()) {
      Phase stopped = side.of(outcome).stoppedIn();
      if (stopped != null) {
        rungs.add(
            Rung.of(
                outcome.durationMicros(),
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
  private int tell(Move move, @Nullable Move next) {
    return switch (move.step().call()) {
      case CONNECT -> connect(move, next);
      case SEND -> send(move, next);
      case SHUTDOWN_WRITE ->
          add(
              move,
              !move.succeeded()
                  ? null
                  : isClosers(move) ? ending.atHalfClose() : ending.atObserversHalfClose());
      case CLOSE -> close(move);
      case SEND_TICKET -> ticket(move, next);
      case RECV ->
          add(
              move,
              move.moved() > 0 && outcome.server() != null
                  ? Arrow.data(closer, move.moved(), Fate.ARRIVED)
                  : unaccountedFor(move));
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

  private int connect(Move move, @Nullable Move next) {
    if (move.failedWith("ECONNREFUSED")) {
      rungs.add(Rung.of(move, "connect", Arrow.syn(move.side(), Fate.ARRIVED)));
      rungs.add(
          Rung.of(
              move.step().untilMicros(),
              move.side(),
              "→ ECONNREFUSED",
              Arrow.rst(move.side().other(), Fate.ARRIVED)));
      return 1;
    }
    boolean unanswered =
        move.failedWith("ETIMEDOUT") || move.failedWith("EINPROGRESS") || move.failedWith("EAGAIN");
    Arrow syn =
        move.succeeded()
            ? Arrow.syn(move.side(), Fate.ARRIVED)
            : unanswered ? Arrow.syn(move.side(), Fate.UNKNOWN) : null;
    return add(
        move,
        syn,
        next,
        move.succeeded() && next != null && next.is(Call.ACCEPT) && next.succeeded());
  }

  private int send(Move move, @Nullable Move next) {
    long sent = move.moved();
    if (sent == 0) {
      return add(move, unaccountedFor(move));
    }
    boolean late = Ending.isAfterClose(move, moves);
    if (!listener) {
      return add(move, Arrow.data(move.side(), sent, Fate.UNKNOWN));
    }
    long arrived = late && !isClosers(move) ? sent : arrived(move, sent);
    Arrow first =
        arrived == 0
            ? Arrow.data(move.side(), sent, Fate.LOST)
            : Arrow.data(move.side(), arrived, Fate.ARRIVED);
    boolean received = next != null && next.is(Call.RECV) && next.moved() > 0 && arrived > 0;
    int told = add(move, first, next, received);
    if (arrived > 0 && arrived < sent) {
      rungs.add(
          Rung.of(null, move.side(), null, Arrow.data(move.side(), sent - arrived, Fate.LOST)));
    }
    Arrow answer = ending.afterData();
    if (late && !answered && answer != null) {
      rungs.add(Rung.of(null, closer, null, answer));
      answered = true;
    }
    return told;
  }

  private int ticket(Move move, @Nullable Move next) {
    Long bytes = move.step().result();
    if (!move.succeeded() || bytes == null) {
      return add(move, null);
    }
    return add(
        move,
        Arrow.data(move.side(), bytes, listener ? Fate.ARRIVED : Fate.UNKNOWN),
        next,
        next != null && next.is(Call.RECV_TICKET) && next.succeeded());
  }

  /** What an observer was told of although no call of the other end is on record that sent it. */
  private @Nullable Arrow unaccountedFor(Move move) {
    boolean end = move.succeeded() && move.moved() == 0;
    for (Arrow arrow : unaccounted) {
      boolean told =
          switch (arrow.kind()) {
            case FIN -> end;
            case RST -> move.failedWith("ECONNRESET") || move.failedWith("EPIPE");
            case SYN, DATA -> false;
          };
      if (told && !isClosers(move)) {
        unaccounted.remove(arrow);
        return arrow;
      }
    }
    return null;
  }

  /** A byte that finds nobody: what answers it, and from where, is what it was sent to learn. */
  private int probe(Move move) {
    ProbeAnswer answer = move.side().of(outcome).probe();
    Long bytes = move.step().result();
    if (!move.succeeded() || bytes == null || answer == null) {
      return add(move, null);
    }
    add(
        move,
        Arrow.data(move.side(), bytes, answer == ProbeAnswer.RESET ? Fate.ARRIVED : Fate.UNKNOWN));
    if (answer == ProbeAnswer.RESET) {
      rungs.add(
          Rung.of(null, move.side().other(), null, Arrow.rst(move.side().other(), Fate.ARRIVED)));
    }
    return 1;
  }

  private long arrived(Move move, long sent) {
    long arrived = Math.min(sent, isClosers(move) ? closersLeft : observersLeft);
    if (isClosers(move)) {
      closersLeft -= arrived;
    } else {
      observersLeft -= arrived;
    }
    return arrived;
  }

  private int close(Move move) {
    if (!isClosers(move)) {
      return add(move, move.succeeded() ? ending.atObserversClose() : null);
    }
    List<Arrow> arrows = move.succeeded() ? ending.atClose() : List.of();
    add(move, arrows.isEmpty() ? null : arrows.getFirst());
    arrows.stream().skip(1).forEach(arrow -> rungs.add(Rung.of(null, closer, null, arrow)));
    return 1;
  }

  private int add(Move move, @Nullable Arrow arrow) {
    rungs.add(Rung.of(move, text(move), arrow));
    return 1;
  }

  private int add(Move move, @Nullable Arrow arrow, @Nullable Move next, boolean together) {
    Rung rung = Rung.of(move, text(move), arrow);
    if (next == null || !together || next.side() == move.side()) {
      rungs.add(rung);
      return 1;
    }
    rungs.add(rung.with(next.side(), text(next)));
    return 2;
  }

  private String text(Move move) {
    if (move.is(Call.PROBE) && move.succeeded()) {
      return move.step().call() + answer(move.side().of(outcome).probe());
    }
    return isClosers(move) || outcome.spec().approach() != null
        ? move.text(outcome.spec().lingerSeconds(), outcome.closer().unreadAtClose())
        : move.text(null, null);
  }

  private static String answer(@Nullable ProbeAnswer answer) {
    return switch (answer) {
      case UNACKNOWLEDGED -> ": no answer";
      case ACKNOWLEDGED -> ": acknowledged";
      case RESET, NOT_SENT -> "";
      case null -> "";
    };
  }

  private boolean isClosers(Move move) {
    return move.side() == closer;
  }
}

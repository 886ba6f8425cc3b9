package net.teardown.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Quantity;
import net.teardown.picture.Arrow.Fate;
import net.teardown.picture.Arrow.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Builds the rungs of an outcome's ladder: every notable call with the segments it sent, as far as
 * the evidence shows them.
 */
final class LadderBuilder {

  private final Outcome outcome;
  private final Side closer;
  private final List<NotableCall> calls;
  private final long clockErrorMicros;
  private final WireEnding fromCloser;
  private final WireEnding fromObserver;
  private final List<Rung> rungs = new ArrayList<>();

  /** FINs and RSTs that arrived, until the call that returned them gets its rung. */
  private final List<Arrow> waiting = new ArrayList<>();

  /** Bytes of the closer and of the observer that arrived and have no arrow yet. */
  private long closersLeft;

  private long observersLeft;
  private boolean answered;

  /** What a conversation came to that has no rung yet, in order. */
  private final Deque<TalkRung> talk;

  /** How many calls have a rung or are getting one. */
  private int begun;

  /** The ends whose RST has an arrow. */
  private final Set<Side> reset = EnumSet.noneOf(Side.class);

  private LadderBuilder(Outcome outcome) {
    this.outcome = outcome;
    closer = Side.closing(outcome);
    calls = NotableCalls.of(outcome);
    clockErrorMicros = NotableCalls.clockErrorMicros(outcome);
    WireFacts closersFacts = new WireFacts(closer.of(outcome));
    WireFacts observersFacts = new WireFacts(closer.other().of(outcome));
    boolean sendsLate = calls.stream().anyMatch(call -> call.moved() > 0 && isLate(call));
    fromCloser = new WireEnding(outcome, closer, closersFacts, observersFacts, sendsLate);
    fromObserver = new WireEnding(outcome, closer.other(), observersFacts, closersFacts, false);
    talk = new ArrayDeque<>(TalkRung.all(outcome));
    waiting.addAll(fromCloser.unsent());
    waiting.addAll(fromObserver.unsent());
    closersLeft = fromCloser.arrived();
    observersLeft = fromObserver.arrived();
  }

  static List<Rung> rungs(Outcome outcome) {
    return new LadderBuilder(outcome).build();
  }

  private List<Rung> build() {
    int next = 0;
    while (next < calls.size()) {
      addTalk(calls.get(next).atMicros());
      begun = next + 1;
      next += addRungs(calls.get(next), begun < calls.size() ? calls.get(begun) : null);
    }
    addTalk(Long.MAX_VALUE);
    if (!calls.isEmpty()) {
      addWaiting(closer);
      addWaiting(closer.other());
    }
    for (Side side : Side.values()) {
      Phase stopped = side.of(outcome).stoppedIn();
      if (stopped != null) {
        draw(
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

  /** Adds a rung, and above the arrow of an RST what its end had sent before. */
  private void draw(Rung rung) {
    Arrow arrow = rung.arrow();
    if (arrow != null && arrow.kind() == Kind.RST && arrow.arrived() && reset.add(arrow.from())) {
      addSentBefore(arrow.from());
    }
    rungs.add(rung);
  }

  /**
   * Adds the bytes and the FIN of this end that calls yet to come return: behind its RST nothing is
   * accepted any more (RFC 9293 3.10.7.1), but Linux keeps what was queued readable.
   */
  private void addSentBefore(Side from) {
    for (NotableCall later : calls.subList(begun, calls.size())) {
      Arrow data = later.side() == from ? null : dataWithoutSend(later);
      if (data != null) {
        rungs.add(Rung.untimed(data));
      }
    }
    for (Arrow arrow : List.copyOf(waiting)) {
      if (arrow.from() == from && arrow.kind() == Kind.FIN && arrow.arrived()) {
        waiting.remove(arrow);
        rungs.add(Rung.untimed(arrow));
      }
    }
  }

  /** Adds a rung for all that a conversation had come to by then. */
  private void addTalk(long untilMicros) {
    while (!talk.isEmpty() && talk.element().atMicros() <= untilMicros) {
      draw(talk.remove().rung());
    }
  }

  /**
   * Adds the rung of one call, together with the next call if that is the other end's half of it,
   * and returns how many calls were added.
   */
  private int addRungs(NotableCall call, @Nullable NotableCall next) {
    return switch (call.step().call()) {
      case CONNECT -> connect(call, next);
      case SEND -> send(call, next);
      case SHUTDOWN_WRITE -> add(call, outgoing(call).atHalfClose(call.step()));
      case CLOSE -> close(call);
      case SEND_TICKET -> ticket(call, next);
      case RECV -> recv(call);
      case PROBE -> probe(call);
      case SEND_AFTER_IDLE -> afterIdle(call, next);
      case SOCKET,
          BIND,
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
          add(call, null);
    };
  }

  private int connect(NotableCall call, @Nullable NotableCall next) {
    if (call.failedWith("ECONNREFUSED")) {
      Fate refused = incoming(call).ofRefusal();
      draw(
          rung(
              call,
              "connect",
              Arrow.syn(call.side(), refused == Fate.ARRIVED ? refused : Fate.UNKNOWN)));
      draw(
          Rung.of(
              Amounts.time(call.step().untilMicros()),
              call.side(),
              "→ ECONNREFUSED",
              Arrow.rst(call.side().other(), refused)));
      return 1;
    }
    boolean unanswered =
        call.failedWith("ETIMEDOUT") || call.failedWith("EINPROGRESS") || call.failedWith("EAGAIN");
    Arrow syn =
        call.succeeded()
            ? Arrow.syn(call.side(), outgoing(call).ofSyn())
            : unanswered ? Arrow.syn(call.side(), Fate.UNKNOWN) : null;
    return add(
        call,
        syn,
        next,
        call.succeeded() && next != null && next.is(Call.ACCEPT) && next.succeeded());
  }

  private int send(NotableCall call, @Nullable NotableCall next) {
    long sent = call.moved();
    if (sent == 0) {
      return add(call, returnedBy(call));
    }
    boolean late = isLate(call);
    Fate rest = late ? outgoing(call).ofLateData(incoming(call)) : outgoing(call).ofTheRest();
    long arrived = late ? 0 : arrived(call, sent);
    Arrow first =
        arrived == 0
            ? Arrow.data(call.side(), sent, rest)
            : Arrow.data(call.side(), arrived, Fate.ARRIVED);
    boolean received = next != null && next.is(Call.RECV) && next.moved() > 0 && arrived > 0;
    int added = add(call, first, next, received);
    if (arrived > 0 && arrived < sent) {
      draw(Rung.untimed(Arrow.data(call.side(), sent - arrived, rest)));
    }
    Arrow answer = incoming(call).afterData();
    if (late && !answered && answer != null) {
      draw(Rung.untimed(answer));
      answered = true;
    }
    return added;
  }

  /** Whether this is the observer's {@code send} after the closer's close. */
  private boolean isLate(NotableCall send) {
    return send.is(Call.SEND)
        && !isClosers(send)
        && calls.subList(0, calls.indexOf(send)).stream()
            .anyMatch(call -> isClosers(call) && call.is(Call.CLOSE) && call.succeeded());
  }

  private int recv(NotableCall call) {
    Arrow data = reset.contains(call.side().other()) ? null : dataWithoutSend(call);
    return add(call, data == null ? returnedBy(call) : data);
  }

  /**
   * The bytes that this call received, if there is no transcript with the {@code send} that sent
   * them; null if there is one, or it received none.
   */
  private @Nullable Arrow dataWithoutSend(NotableCall call) {
    if (!call.is(Call.RECV) || call.moved() == 0) {
      return null;
    }
    Fate fate =
        outcome.ends().server().isPresent()
            ? Fate.ARRIVED
            : incoming(call).ofDataWithoutTranscript();
    return fate == null ? null : Arrow.data(call.side().other(), call.moved(), fate);
  }

  private int ticket(NotableCall call, @Nullable NotableCall next) {
    Long bytes = call.step().result();
    if (!call.succeeded() || bytes == null) {
      return add(call, null);
    }
    return add(
        call,
        Arrow.data(call.side(), bytes, outgoing(call).ofTicket()),
        next,
        next != null && next.is(Call.RECV_TICKET) && next.succeeded());
  }

  /**
   * The FIN or RST that this call returned, if no recorded call of the other end had sent it by
   * then; null if there is none.
   */
  private @Nullable Arrow returnedBy(NotableCall call) {
    boolean end = call.succeeded() && call.is(Call.RECV) && call.moved() == 0;
    for (Arrow arrow : waiting) {
      boolean returned =
          switch (arrow.kind()) {
            case FIN -> end;
            case RST -> call.returnsReset();
            case SYN, DATA -> false;
          };
      if (returned && arrow.from() != call.side()) {
        waiting.remove(arrow);
        return arrow;
      }
    }
    return null;
  }

  /** Adds the FINs and RSTs that only this end's kernel saw and no call returned. */
  private void addWaiting(Side side) {
    for (Arrow arrow : List.copyOf(waiting)) {
      if (arrow.from() != side) {
        waiting.remove(arrow);
        draw(Rung.untimed(arrow));
      }
    }
  }

  /** Adds the rung of the silence, and of the byte that ends it. */
  private int afterIdle(NotableCall call, @Nullable NotableCall next) {
    String silent = "silent for " + Quantity.time(outcome.spec().exchange().idle());
    draw(new Rung("", silent, silent, null));
    return send(call, next);
  }

  /** Adds the rung of the byte sent after the evidence, and of its answer. */
  private int probe(NotableCall call) {
    ProbeAnswer answer = call.side().of(outcome).probe();
    Long bytes = call.step().result();
    if (!call.succeeded() || bytes == null || answer == null) {
      return add(call, null);
    }
    add(
        call,
        Arrow.data(call.side(), bytes, answer == ProbeAnswer.RESET ? Fate.ARRIVED : Fate.UNKNOWN));
    if (answer == ProbeAnswer.RESET) {
      draw(Rung.untimed(Arrow.rst(call.side().other(), Fate.ARRIVED)));
    }
    return 1;
  }

  private long arrived(NotableCall call, long sent) {
    long arrived = Math.min(sent, isClosers(call) ? closersLeft : observersLeft);
    if (isClosers(call)) {
      closersLeft -= arrived;
    } else {
      observersLeft -= arrived;
    }
    return arrived;
  }

  private int close(NotableCall call) {
    addWaiting(call.side());
    List<Arrow> arrows = call.succeeded() ? outgoing(call).atClose() : List.of();
    add(call, arrows.isEmpty() ? null : arrows.getFirst());
    arrows.stream().skip(1).map(Rung::untimed).forEach(rungs::add);
    return 1;
  }

  private int add(NotableCall call, @Nullable Arrow arrow) {
    draw(rung(call, text(call), arrow));
    return 1;
  }

  private int add(
      NotableCall call, @Nullable Arrow arrow, @Nullable NotableCall next, boolean together) {
    Rung rung = rung(call, text(call), arrow);
    if (next == null || !together || next.side() == call.side()) {
      draw(rung);
      return 1;
    }
    draw(rung.with(next.side(), text(next)));
    return 2;
  }

  private Rung rung(NotableCall call, String text, @Nullable Arrow arrow) {
    return Rung.of(call, text, arrow, clockErrorMicros);
  }

  private String text(NotableCall call) {
    if (call.is(Call.PROBE) && call.succeeded()) {
      return call.step().call() + answer(call.side().of(outcome).probe());
    }
    String text =
        isClosers(call) || !outcome.spec().peer().isOurs()
            ? call.text(
                outcome.spec().close().lingerSeconds(),
                outcome.closer().map(EndRecord::unreadAtClose).orElse(null))
            : call.text(null, null);
    return outgoing(call).finWaits(call.step()) ? text + ", FIN waits" : text;
  }

  /** The direction in which this call sends. */
  private WireEnding outgoing(NotableCall call) {
    return isClosers(call) ? fromCloser : fromObserver;
  }

  /** The direction in which this call receives. */
  private WireEnding incoming(NotableCall call) {
    return isClosers(call) ? fromObserver : fromCloser;
  }

  private static String answer(@Nullable ProbeAnswer answer) {
    return switch (answer) {
      case UNACKNOWLEDGED -> ": no answer";
      case ACKNOWLEDGED -> ": acknowledged";
      case RESET, NOT_SENT -> "";
      case null -> "";
    };
  }

  private boolean isClosers(NotableCall call) {
    return call.side() == closer;
  }
}

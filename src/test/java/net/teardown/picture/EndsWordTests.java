package net.teardown.picture;

import static net.teardown.picture.Runs.kernel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Reason;
import net.teardown.picture.Arrow.Fate;
import net.teardown.picture.Arrow.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a picture shows of each end only what its transcript proves. */
class EndsWordTests {

  private static final PathFacts BETWEEN =
      new PathFacts(null, AcrossSamples.CLOCK_ERROR_MICROS, null);

  /**
   * What a close sends in each state (RFC 9293 3.10.4): with nothing unread, with bytes unread,
   * with SO_LINGER 0, and with SO_LINGER 0 and bytes not yet sent.
   */
  private static String leaves(TcpState state) {
    return switch (state) {
      case ESTABLISHED, SYN_RECEIVED, CLOSE_WAIT -> "FIN RST RST RST";
      case FIN_WAIT_1, FIN_WAIT_2 -> "- RST RST RST";
      case CLOSING, LAST_ACK -> "- RST - RST";
      case CLOSE, TIME_WAIT, LISTEN, SYN_SENT -> "- - - -";
    };
  }

  @ParameterizedTest
  @EnumSource(TcpState.class)
  void aCloseSendsWhatItsStateLeavesToIt(TcpState state) {
    List<ByClose> sent =
        List.of(
            ByClose.in(state, false, false, false),
            ByClose.in(state, true, false, false),
            ByClose.in(state, false, true, false),
            ByClose.in(state, false, true, true));

    assertThat(String.join(" ", sent.stream().map(EndsWordTests::shortly).toList()))
        .isEqualTo(leaves(state));
    assertThat(ByClose.in(state, false, false, true))
        .isEqualTo(ByClose.in(state, false, false, false));
  }

  static Stream<Arguments> everyClose() {
    List<Arguments> all = new ArrayList<>();
    for (TcpState state : TcpState.values()) {
      for (long unread : new long[] {0, 4}) {
        for (boolean lingersZero : new boolean[] {false, true}) {
          for (boolean halfCloses : new boolean[] {false, true}) {
            all.add(Arguments.of(state, unread, lingersZero, halfCloses));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyClose")
  void nothingIsDrawnThatTheClosersStateDidNotSend(
      TcpState state, long unread, boolean lingersZero, boolean halfCloses) {
    Runs run = closes(state, unread, lingersZero, halfCloses);
    run.initiator().saw(9_000, kernel(false, null, null, TcpState.CLOSE, null));

    String[] leaves = leaves(state).split(" ", -1);
    String byClose = leaves[unread > 0 ? 1 : lingersZero ? 2 : 0];
    // A FIN that was sent before isn't sent again, whatever state a wrong report names.
    boolean again = halfCloses && byClose.equals("FIN");
    List<String> expected = new ArrayList<>(halfCloses ? List.of("FIN") : List.of());
    expected.addAll(byClose.equals("-") || again ? List.of() : List.of(byClose));

    assertThat(
            drawn(run.outcome(BETWEEN), Side.RESPONDER).stream().map(arrow -> arrow.kind().name()))
        .isEqualTo(expected);
  }

  @Test
  void aFinThatComesOfASocketInCloseWasMadeInBetween() {
    Runs run = told("ECONNRESET");
    run.initiator()
        .received(1_500, 0)
        .saw(9_000, kernel(true, true, false, TcpState.CLOSE_WAIT, null))
        .closed(9_100);

    Experiment outcome = run.outcome(BETWEEN);

    assertThat(drawn(outcome, Side.RESPONDER))
        .containsExactly(Arrow.fin(Side.RESPONDER, Fate.MADE_IN_BETWEEN));
    assertThat(drawn(outcome, Side.INITIATOR))
        .contains(Arrow.rst(Side.INITIATOR, Fate.MADE_IN_BETWEEN));
  }

  @Test
  void aHalfCloseOfASocketThatHadBeenResetSendsNothing() {
    Runs run = told("EPIPE");
    run.responder().did(950, 951, Call.SHUTDOWN_WRITE, null, 0L, null);
    run.initiator().saw(9_000, kernel(false, null, null, TcpState.CLOSE, null));

    assertThat(drawn(run.outcome(BETWEEN), Side.RESPONDER)).isEmpty();
  }

  @Test
  void aResetThatNoCallSentIsOfUnknownOrigin() {
    Runs run = closes(TcpState.CLOSE, 0, false, true);
    run.initiator().saw(9_000, kernel(true, true, true, TcpState.CLOSE, "EPIPE")).closed(9_100);

    Experiment outcome = run.outcome(BETWEEN);

    assertThat(drawn(outcome, Side.RESPONDER))
        .containsExactly(
            Arrow.fin(Side.RESPONDER, Fate.ARRIVED),
            Arrow.rst(Side.RESPONDER, Fate.ORIGIN_UNKNOWN));
    assertThat(Ladder.text(outcome, false)).contains("◀━━━━━━ RST ━━━━━━━?", "nobody's word");
    assertThat(Ladder.svg(outcome)).contains("RST from?");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 30_000})
  void aFinThatWaitsForRoomHasNotLeft(long bytes) {
    Runs run = closes(TcpState.FIN_WAIT_1, 4, false, true);
    run.responder().sent(420, 100_000).heldBack(bytes);
    run.initiator()
        .failed(3_000, Call.RECV, "ECONNRESET")
        .saw(9_000, kernel(false, false, true, TcpState.CLOSE, null));

    Experiment outcome = run.outcome(BETWEEN);

    assertThat(drawn(outcome, Side.RESPONDER))
        .extracting(Arrow::kind)
        .containsExactly(Kind.DATA, Kind.RST);
    assertThat(Ladder.text(outcome, false)).contains("FIN waits");
  }

  @Test
  void aFinThatWaitedAndCameIsDrawnWhereItWasRead() {
    Runs run = closes(TcpState.ESTABLISHED, 0, false, false);
    run.responder().sent(420, 100_000).heldBack(30_000);
    run.initiator()
        .received(3_000, 100_000)
        .received(3_100, 0)
        .saw(9_000, kernel(true, true, false, TcpState.CLOSE_WAIT, null));

    assertThat(Picture.of(run.outcome(BETWEEN)).rungs())
        .filteredOn(rung -> rung.arrow() != null && rung.arrow().kind() == Kind.FIN)
        .extracting(Rung::left, Rung::arrow)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "recv → 0 (EOF)", Arrow.fin(Side.RESPONDER, Fate.ARRIVED)));
  }

  @Test
  void aCleanEndBehindACutReplyIsNotTheClosers() {
    Runs run = closes(TcpState.ESTABLISHED, 0, false, false);
    run.responder().sent(420, 100_000);
    run.initiator()
        .received(3_000, 60_000)
        .received(3_100, 0)
        .saw(9_000, kernel(true, true, false, TcpState.CLOSE_WAIT, null));

    assertThat(drawn(run.outcome(BETWEEN), Side.RESPONDER))
        .filteredOn(arrow -> arrow.kind() == Kind.FIN)
        .extracting(Arrow::fate)
        .containsExactlyInAnyOrder(Fate.UNKNOWN, Fate.MADE_IN_BETWEEN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"TICKET_NOT_CLAIMED", "RESPONDER_LOST", "REPORT_UNAVAILABLE"})
  void nothingArrivesAtAnEndThatGaveNoWord(Reason why) {
    Runs run = AcrossSamples.run(5, 1, 0, false);
    run.initiator()
        .did(250, 256, Call.SEND_TICKET, 16L, 16L, null)
        .sent(258, 5)
        .shutdown(300)
        .received(600, 9)
        .received(700, 0)
        .saw(5_000, kernel(true, true, false, TcpState.CLOSE, null))
        .closed(5_040);

    Experiment outcome = run.inconclusive(why, null).outcome(PathFacts.NOTHING);

    assertThat(drawn(outcome, Side.INITIATOR))
        .isNotEmpty()
        .allMatch(arrow -> arrow.fate() == Fate.UNKNOWN);
    assertThat(drawn(outcome, Side.RESPONDER)).hasSize(2).allMatch(Arrow::beginsOnTheWay);
  }

  @Test
  void whatAnObserverSendsLastArrivesWhereItsCloserSaysSo() {
    Runs run = connected();
    run.responder()
        .received(400, 4)
        .shutdown(500)
        .received(880, 0)
        .was(TcpState.CLOSE)
        .closed(900, 0);
    run.initiator()
        .received(600, 0)
        .shutdown(650)
        .saw(9_000, kernel(true, true, false, TcpState.CLOSE, null))
        .closed(9_100);
    assertThat(drawn(run.outcome(BETWEEN), Side.INITIATOR))
        .contains(Arrow.fin(Side.INITIATOR, Fate.ARRIVED));

    for (TcpState state : List.of(TcpState.FIN_WAIT_2, TcpState.CLOSE)) {
      Runs silent = closes(state, 0, false, true);
      silent
          .initiator()
          .received(600, 0)
          .shutdown(650)
          .saw(9_000, kernel(true, true, false, TcpState.LAST_ACK, null))
          .closed(9_100);
      assertThat(drawn(silent.outcome(BETWEEN), Side.INITIATOR))
          .contains(Arrow.fin(Side.INITIATOR, Fate.UNKNOWN));
    }
  }

  @Test
  void theRespondersTimesSayNoMoreThanTheClockDoes() {
    assertThat(Amounts.time(41_052, 180)).isEqualTo("41.1 ms");
    assertThat(Amounts.time(395, 180)).isEqualTo("400 µs");
    assertThat(Amounts.time(395, 7)).isEqualTo("395 µs");
    assertThat(Amounts.time(41_052, 10_100)).isEqualTo("40 ms");
    assertThat(Amounts.time(3_104, 10_100)).isEqualTo("0 ms");
    assertThat(Amounts.time(-40, 180)).isEqualTo("0 µs");
    assertThat(Amounts.time(3_104_000, 10_100)).isEqualTo("3.10 s");
    assertThat(Amounts.time(3_104_000, 2_000_000)).isEqualTo("3 s");
  }

  private static Runs closes(TcpState state, long unread, boolean lingersZero, boolean halfCloses) {
    Runs run = connected();
    if (halfCloses) {
      run.responder().shutdown(500);
    }
    if (lingersZero) {
      run.responder().linger(800, 0);
    }
    run.responder().was(state).closed(900, unread);
    return run;
  }

  private static Runs told(String errno) {
    Runs run = connected();
    run.responder().failed(900, Call.SEND, errno).was(TcpState.CLOSE).closed(960, 0);
    return run;
  }

  private static Runs connected() {
    Runs run =
        Runs.of(
            Runs.draft(5, 1, 0, Closer.RESPONDER, false, false, null, 0, false)
                .overriddenBy(AcrossSamples.to("probe-b", 5)));
    run.initiator()
        .did(18, 240, Call.CONNECT, null, 0L, null)
        .did(250, 256, Call.SEND_TICKET, 16L, 16L, null)
        .sent(258, 5);
    run.responder()
        .did(300, 310, Call.ACCEPT, null, 0L, null)
        .did(311, 390, Call.RECV_TICKET, 16L, 16L, null)
        .received(395, 1);
    return run;
  }

  private static List<Arrow> drawn(Experiment outcome, Side from) {
    return Picture.of(outcome).rungs().stream()
        .map(Rung::arrow)
        .filter(arrow -> sentBy(arrow, from))
        .toList();
  }

  private static boolean sentBy(@Nullable Arrow arrow, Side from) {
    return arrow != null && arrow.from() == from;
  }

  private static String shortly(ByClose sent) {
    return sent == ByClose.NOTHING ? "-" : sent.name().toUpperCase(Locale.ROOT);
  }
}

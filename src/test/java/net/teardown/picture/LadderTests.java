package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.terms.Closer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what holds for every ladder; {@link LadderTextTests} tests their text. */
class LadderTests {

  private static final int OUTCOMES = 300;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void neverIsWiderThanATerminal(boolean ascii) {
    AnyOutcome any = new AnyOutcome(9293);
    for (int i = 0; i < OUTCOMES; i++) {
      assertThat(Ladder.text(any.next(), ascii).lines()).allMatch(line -> Wrap.columns(line) <= 80);
    }
  }

  @Test
  void asciiIsAsciiWhateverTheLabelSays() {
    AnyOutcome any = new AnyOutcome(1122);
    for (int i = 0; i < OUTCOMES; i++) {
      assertThat(Ladder.text(any.next(), true).chars())
          .allMatch(c -> c == '\n' || (c >= ' ' && c < 127));
    }
  }

  @Test
  void svgIsWellFormedForEveryShapeOfRecord() throws Exception {
    AnyOutcome any = new AnyOutcome(2525);
    for (int i = 0; i < OUTCOMES; i++) {
      assertThat(SvgLadderTests.parse(any.next()).getDocumentElement().getTagName())
          .isEqualTo("svg");
    }
  }

  @Test
  void lifelinesStandInOneColumn() {
    AnyOutcome any = new AnyOutcome(1337);
    for (int i = 0; i < OUTCOMES; i++) {
      List<String> rungs =
          Ladder.text(any.next(), false).lines().filter(line -> line.contains("│")).toList();
      assertThat(rungs.stream().map(line -> line.indexOf('│')).distinct())
          .hasSizeLessThanOrEqualTo(1);
      assertThat(rungs.stream().map(line -> line.lastIndexOf('│')).distinct())
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void asciiDrawsTheSameRungs() {
    for (Experiment outcome : Samples.all().values()) {
      long unicode = Ladder.text(outcome, false).lines().filter(line -> line.contains("│")).count();
      assertThat(Ladder.text(outcome, true).lines().filter(line -> line.contains("|")))
          .hasSize((int) unicode);
    }
  }

  @Test
  void anOutcomeWithoutStepsStillSaysHowItEnded() {
    assertThat(Ladder.text(Samples.reset().withoutSteps(), false))
        .startsWith("RESET ")
        .contains("(no calls on record)", "as predicted");
  }

  @Test
  void aFinThatMayOrMayNotHaveArrivedIsDrawnAsAQuestion() {
    Runs run = Runs.of(Runs.sends(1)).connected();
    run.responder().received(52, 1).closed(58, 0);
    run.initiator().sent(41, 1).saw(62, Runs.kernel(true, null, false, TcpState.CLOSE_WAIT, null));

    assertThat(Ladder.text(run.outcome(), false))
        .startsWith("INCONCLUSIVE, CONTRADICTORY_EVIDENCE")
        .contains("FIN?")
        .doesNotContain("◀");
  }

  @Test
  void dataThatNeverReachedTheCloserIsDrawnAsLost() {
    Runs run =
        Runs.of(Runs.draft(5, 0, 0, Closer.RESPONDER, false, false, null, 0, false)).connected();
    run.responder().closed(58, 0);
    run.initiator()
        .sent(41, 5)
        .saw(5_000_000, Runs.kernel(false, false, false, TcpState.ESTABLISHED, "ETIMEDOUT"));

    assertThat(Picture.of(run.outcome()).rungs())
        .extracting(Rung::arrow)
        .containsExactly(
            Arrow.syn(Side.INITIATOR, Arrow.Fate.ARRIVED),
            Arrow.data(Side.INITIATOR, 5, Arrow.Fate.LOST),
            Arrow.fin(Side.RESPONDER, Arrow.Fate.LOST));
  }

  @Test
  void anEndsOwnOrderSurvivesEqualTimes() {
    Runs run = Runs.of(Runs.sends(1)).connected();
    run.initiator().did(50, 50, Call.SEND, 1L, 1L, null).did(50, 50, Call.RECV, 1L, 0L, null);
    run.responder().did(50, 50, Call.RECV, 1L, 1L, null).did(50, 50, Call.CLOSE, null, 0L, null);
    run.initiator().saw(51, Runs.kernel(true, true, false, TcpState.CLOSE_WAIT, null));

    assertThat(Picture.of(run.outcome()).rungs())
        .extracting(Rung::left, Rung::right)
        .containsSubsequence(
            tuple("send 1", "recv → 1"), tuple(null, "close"), tuple("recv → 0 (EOF)", null));
  }

  @Test
  void aRecvInAThreadOfItsOwnStandsWhereItReturned() {
    Runs run = Runs.of(Runs.sends(1)).connected();
    run.initiator()
        .did(40, 70, Call.RECV, 65536L, 0L, null)
        .sent(45, 1)
        .saw(80, Runs.kernel(true, true, false, TcpState.CLOSE_WAIT, null));
    run.responder().received(52, 1).closed(58, 0);

    assertThat(Picture.of(run.outcome()).rungs())
        .extracting(Rung::left)
        .containsExactly("connect", "send 1", null, "recv → 0 (EOF)");
  }

  @Test
  void aCloseThatWaitedForSoLingerSaysHowLong() {
    Runs run =
        Runs.of(Runs.draft(5, 5, 0, Closer.RESPONDER, false, false, 3, 0, false)).connected();
    run.responder().linger(41, 3).received(52, 5).did(60, 3_100_060, Call.CLOSE, null, 0L, null);
    run.initiator()
        .sent(45, 5)
        .saw(3_100_070, Runs.kernel(true, true, false, TcpState.CLOSE_WAIT, null));

    assertThat(Ladder.text(run.outcome(), false)).contains("SO_LINGER 3", "close, took 3.100 s");
  }

  @Test
  void bytesThatAreOfferedAgainCountOnceHoweverManySendsTheRungStandsFor() {
    Runs run =
        Runs.of(Runs.draft(100, 100, 0, Closer.RESPONDER, false, false, null, 0, false))
            .connected();
    run.initiator()
        .did(41, 42, Call.SEND, 64L, 64L, null)
        .did(43, 44, Call.POLL, null, 1L, null)
        .did(45, 46, Call.SEND, 36L, 6L, null)
        .did(47, 48, Call.POLL, null, 1L, null)
        .did(49, 50, Call.SEND, 20L, 20L, null)
        .did(51, 52, Call.POLL, null, 1L, null)
        .did(53, 54, Call.SEND, 10L, 4L, null)
        .saw(90, Runs.kernel(true, true, false, TcpState.CLOSE_WAIT, null));
    run.responder().received(70, 94);

    assertThat(LadderBuilder.rungs(run.outcome().outcome()))
        .extracting(Rung::left)
        .contains("send 100 → 94 (4" + Wrap.NO_BREAK + "calls)");
  }
}

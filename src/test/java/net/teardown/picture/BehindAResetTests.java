package net.teardown.picture;

import static net.teardown.picture.Runs.kernel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;
import net.teardown.picture.Arrow.Fate;
import net.teardown.picture.Arrow.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests that nothing of an end is drawn behind its RST, which a kernel accepts nothing behind:
 * Linux keeps what was queued before readable, so that the call that returns it may come later.
 */
class BehindAResetTests {

  private static final int RUNS = 2000;

  private static Runs toServer() {
    Runs run =
        Runs.of(
            Runs.sends(100)
                .with(SpecFields.SERVER, true)
                .with(SpecFields.TARGET_HOST, "127.0.0.1")
                .with(SpecFields.TARGET_PORT, 80));
    run.initiator().did(0, 33, Call.CONNECT, null, 0L, null).sent(40, 60);
    return run;
  }

  private static List<Rung> rungs(Runs run) {
    return LadderBuilder.rungs(run.outcome().outcome());
  }

  @Test
  void whatIsReadAfterTheResetWasReturnedCameBeforeItAndNoCallTellsWhen() {
    Runs run = toServer();
    run.initiator()
        .did(50, 52, Call.SEND, 40L, null, "ECONNRESET")
        .received(60, 77)
        .received(70, 0)
        .saw(80, kernel(true, false, true, TcpState.CLOSE, null))
        .closed(90);

    assertThat(rungs(run))
        .extracting(Rung::time, Rung::left, Rung::arrow)
        .containsExactly(
            tuple("0 µs", "connect", Arrow.syn(Side.INITIATOR, Fate.ARRIVED)),
            tuple("40 µs", "send 60", Arrow.data(Side.INITIATOR, 60, Fate.UNKNOWN)),
            tuple("", null, Arrow.data(Side.RESPONDER, 77, Fate.ARRIVED)),
            tuple("50 µs", "send 40 → ECONNRESET", Arrow.rst(Side.RESPONDER, Fate.ARRIVED)),
            tuple("60 µs", "recv → 77", null),
            tuple("70 µs", "recv → 0 (EOF)", null),
            tuple("90 µs", "close", null));
  }

  @Test
  void aFinThatIsReadAfterTheResetCameBetweenTheBytesAndTheReset() {
    Runs run = toServer();
    run.initiator()
        .did(50, 52, Call.SEND, 40L, null, "EPIPE")
        .received(60, 77)
        .received(70, 0)
        .saw(80, kernel(true, true, true, TcpState.CLOSE, null));

    assertThat(rungs(run))
        .extracting(Rung::left, Rung::arrow)
        .endsWith(
            tuple(null, Arrow.data(Side.RESPONDER, 77, Fate.ARRIVED)),
            tuple(null, Arrow.fin(Side.RESPONDER, Fate.ARRIVED)),
            tuple("send 40 → EPIPE", Arrow.rst(Side.RESPONDER, Fate.ARRIVED)),
            tuple("recv → 77", null),
            tuple("recv → 0 (EOF)", null));
  }

  @Test
  void whatWasReadBeforeTheResetKeepsTheTimeOfItsCall() {
    Runs run = toServer();
    run.initiator()
        .received(45, 40)
        .did(50, 52, Call.SEND, 40L, null, "ECONNRESET")
        .received(60, 37)
        .saw(80, kernel(false, false, true, TcpState.CLOSE, null));

    assertThat(rungs(run))
        .extracting(Rung::time, Rung::left, Rung::arrow)
        .endsWith(
            tuple("45 µs", "recv → 40", Arrow.data(Side.RESPONDER, 40, Fate.ARRIVED)),
            tuple("", null, Arrow.data(Side.RESPONDER, 37, Fate.ARRIVED)),
            tuple("50 µs", "send 40 → ECONNRESET", Arrow.rst(Side.RESPONDER, Fate.ARRIVED)),
            tuple("60 µs", "recv → 37", null));
  }

  @Test
  void aFinThatWaitedForRoomArrivedBeforeTheResetOfTheClose() {
    Runs run =
        Runs.of(Runs.draft(5, 1, 9, Closer.RESPONDER, true, false, null, 0, false)).connected();
    run.initiator().sent(41, 5);
    run.responder().received(52, 1).sent(55, 9).shutdown(58).heldBack(9).closed(62, 4);
    run.initiator()
        .received(70, 9)
        .received(75, 0)
        .saw(80, kernel(true, true, true, TcpState.CLOSE, "EPIPE"));

    assertThat(rungs(run))
        .extracting(Rung::left, Rung::right, Rung::arrow)
        .endsWith(
            tuple(null, "shutdown(SHUT_WR), FIN waits", null),
            tuple(null, null, Arrow.fin(Side.RESPONDER, Fate.ARRIVED)),
            tuple(null, "close, 4 unread", Arrow.rst(Side.RESPONDER, Fate.ARRIVED)),
            tuple("recv → 9", null, null),
            tuple("recv → 0 (EOF)", null, null));
  }

  @Test
  void whatArrivedWasSentBeforeAResetFromInBetweenWhateverTheClocksSay() {
    Runs run = AcrossSamples.run(9, 5, 7, false);
    run.initiator()
        .did(250, 256, Call.SEND_TICKET, 16L, 16L, null)
        .sent(258, 5)
        .did(600, 610, Call.SEND, 4L, null, "ECONNRESET")
        .received(700, 7)
        .saw(800, kernel(false, false, true, TcpState.CLOSE, null));
    run.responder()
        .did(300, 310, Call.ACCEPT, null, 0L, null)
        .did(311, 390, Call.RECV_TICKET, 16L, 16L, null)
        .received(395, 5)
        .sent(690, 7)
        .closed(5_000, 0);

    Experiment made = run.outcome(new PathFacts(null, AcrossSamples.CLOCK_ERROR_MICROS, null));

    assertThat(LadderBuilder.rungs(made.outcome()))
        .extracting(Rung::left, Rung::right, Rung::arrow)
        .containsSubsequence(
            tuple(null, "send 7", Arrow.data(Side.RESPONDER, 7, Fate.ARRIVED)),
            tuple("send 4 → ECONNRESET", null, Arrow.rst(Side.RESPONDER, Fate.MADE_IN_BETWEEN)),
            tuple("recv → 7", null, null));
  }

  @Test
  void nothingOfAServerIsDrawnBehindItsResetWhateverTheCallsReturn() {
    Random random = new Random(9293);
    for (int i = 0; i < RUNS; i++) {
      Runs run = toServer();
      long at = 50;
      for (int call = random.nextInt(8); call > 0; call--) {
        at += 10;
        switch (random.nextInt(5)) {
          case 0 -> run.initiator().sent(at, 1 + random.nextInt(10));
          case 1 -> run.initiator().failed(at, Call.SEND, one(random));
          case 2 -> run.initiator().received(at, 1 + random.nextInt(10));
          case 3 -> run.initiator().received(at, 0);
          default -> run.initiator().failed(at, Call.RECV, one(random));
        }
      }
      run.initiator()
          .saw(
              at + 10,
              kernel(random.nextBoolean(), random.nextBoolean(), true, TcpState.CLOSE, null))
          .closed(at + 20);

      List<Rung> rungs = rungs(run);

      List<Arrow> fromServer =
          rungs.stream()
              .map(Rung::arrow)
              .filter(Objects::nonNull)
              .filter(arrow -> arrow.from() == Side.RESPONDER)
              .toList();
      assertThat(fromServer.getLast().kind()).as("%s", rungs).isEqualTo(Kind.RST);
      assertThat(fromServer.stream().filter(arrow -> arrow.kind() == Kind.DATA).count())
          .as("%s", rungs)
          .isEqualTo(rungs.stream().filter(rung -> moved(rung.left())).count());
    }
  }

  private static String one(Random random) {
    return random.nextBoolean() ? "ECONNRESET" : "EPIPE";
  }

  private static boolean moved(@Nullable String call) {
    return call != null && call.matches("recv → [1-9].*");
  }
}

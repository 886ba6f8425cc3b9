package net.teardown.run.responder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Step;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ClockOffsetTests {

  private final ClockOffset offset = new ClockOffset();

  @Test
  void theMiddleOfTheBoundsIsTheOffsetAndHalfTheirDistanceItsError() {
    offset.asked(100, 1_000_140);
    offset.answered(1_000_200, 260);

    EndRecord moved =
        offset.onInitiatorsClock(
            end(new Step(1_000_090, 1_000_095, Call.CLOSE, null, 0L, null, 1)));

    // Ahead by 999,940 to 1,000,040.
    assertThat(moved.steps().getFirst().atMicros()).isEqualTo(100);
    assertThat(moved.steps().getFirst().untilMicros()).isEqualTo(105);
    assertThat(offset.errorMicros()).isEqualTo(50);
  }

  @Test
  void theTicketAndTheReplyNarrowTheBounds() {
    offset.asked(0, 5_000);
    offset.answered(5_000, 9_000);

    offset.learn(
        end(
            new Step(100, 110, Call.SEND_TICKET, 16L, 16L, null, 1),
            new Step(120, 400, Call.RECV, 8L, 8L, null, 1)),
        end(
            new Step(200, 350, Call.RECV_TICKET, 16L, 16L, null, 1),
            new Step(360, 370, Call.SEND, 8L, 8L, null, 1)));

    // Ahead by -40 to 250.
    assertThat(offset.errorMicros()).isEqualTo(145);
  }

  @Test
  void bytesThatTheResponderNeverSentBoundNothing() {
    offset.asked(0, 500);
    offset.answered(0, 500);
    EndRecord altered =
        new EndRecord(
            null,
            8,
            0,
            null,
            null,
            null,
            0L,
            null,
            null,
            List.of(new Step(1, 2, Call.RECV, 8L, 8L, null, 1)),
            null,
            null);

    offset.learn(altered, end(new Step(400, 410, Call.SEND, 8L, 8L, null, 1)));

    assertThat(offset.errorMicros()).isEqualTo(500);
  }

  @RepeatedTest(20)
  void theTruthIsAlwaysWithinTheError() {
    Random random = new Random();
    long ahead = random.nextLong(-1_000_000_000, 1_000_000_000);
    long now = 0;
    for (int i = 0; i < 5; i++) {
      long there = now + random.nextInt(20_000);
      offset.asked(now, there + ahead);
      long back = there + random.nextInt(1_000);
      now = back + random.nextInt(20_000);
      offset.answered(back + ahead, now);
    }

    EndRecord moved =
        offset.onInitiatorsClock(end(new Step(ahead, ahead, Call.CLOSE, null, 0L, null, 1)));

    assertThat(Math.abs(moved.steps().getFirst().atMicros()))
        .isLessThanOrEqualTo(offset.errorMicros());
  }

  private static EndRecord end(Step... steps) {
    return new EndRecord(
        null, 0, 0, null, null, null, null, null, null, List.of(steps), null, null);
  }
}

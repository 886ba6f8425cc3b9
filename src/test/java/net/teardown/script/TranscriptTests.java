package net.teardown.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.socket.CallResult;
import org.junit.jupiter.api.Test;

class TranscriptTests {

  private final Transcript transcript = new Transcript();

  private void add(Call call, long bytes) {
    transcript.add(0, 1000, call, bytes, CallResult.ok(bytes));
  }

  private long moved(Call call) {
    return transcript.steps().stream()
        .filter(step -> step.call() == call)
        .mapToLong(step -> step.result() == null ? 0 : step.result())
        .sum();
  }

  @Test
  void transfersInARowAreOneStep() {
    add(Call.SEND, 3);
    add(Call.SEND, 4);
    add(Call.RECV, 1);
    add(Call.SEND, 5);

    assertThat(transcript.steps())
        .extracting(Step::call, Step::result, Step::times)
        .containsExactly(tuple(Call.SEND, 7L, 2), tuple(Call.RECV, 1L, 1), tuple(Call.SEND, 5L, 1));
  }

  @Test
  void bytesThatAreOfferedAgainCountOnce() {
    transcript.add(0, 1000, Call.SEND, 64, CallResult.ok(64));
    transcript.add(0, 1000, Call.SEND, 64, CallResult.ok(30));
    transcript.add(0, 1000, Call.SEND, 34, CallResult.ok(4));
    transcript.add(0, 1000, Call.SEND, 64, CallResult.ok(10));

    assertThat(transcript.steps())
        .extracting(Step::bytes, Step::result, Step::times)
        .containsExactly(tuple(64L + 30 + 4 + 64, 64L + 30 + 4 + 10, 4));
  }

  @Test
  void whatIsAskedForIsSummedUp() {
    transcript.add(0, 1000, Call.RECV, 64, CallResult.ok(3));
    transcript.add(0, 1000, Call.RECV, 64, CallResult.ok(4));

    assertThat(transcript.steps())
        .extracting(Step::bytes, Step::result)
        .containsExactly(tuple(128L, 7L));
  }

  @Test
  void twoEndsThatTakeTurnsByteByByteDontFillTheMemory() {
    for (int i = 0; i < 100_000; i++) {
      add(Call.SEND, 1);
      add(Call.RECV, 1);
    }
    add(Call.RECV, 0);

    List<Step> steps = transcript.steps();
    assertThat(steps).hasSizeLessThan(2100);
    assertThat(moved(Call.SEND)).isEqualTo(100_000);
    assertThat(moved(Call.RECV)).isEqualTo(100_000);
    assertThat(steps.getLast()).extracting(Step::call, Step::result).containsExactly(Call.RECV, 0L);
  }
}

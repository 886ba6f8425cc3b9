package net.teardown.script;

import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.experiment.terms.Reason;
import org.junit.jupiter.api.Test;

class RunHandleTests {

  private final RunHandle handle = new RunHandle();

  @Test
  void endingCancelsTheConnectionThatStands() {
    EndSignals signals = handle.endsBy(new EndSignals());

    assertThat(handle.end(Reason.CANCELLED)).isTrue();
    assertThat(signals.cancelled()).isTrue();
    assertThat(handle.endedBy()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void whatBeginsLaterIsCancelledAtOnce() {
    handle.end(Reason.INTERRUPTED);

    assertThat(handle.endsBy(new EndSignals()).cancelled()).isTrue();
  }

  @Test
  void theFirstReasonStays() {
    handle.end(Reason.CANCELLED);

    assertThat(handle.end(Reason.INTERRUPTED)).isFalse();
    assertThat(handle.over()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void whatIsOverCanNotBeEnded() {
    EndSignals signals = handle.endsBy(new EndSignals());

    assertThat(handle.over()).isNull();
    assertThat(handle.end(Reason.CANCELLED)).isFalse();
    assertThat(signals.cancelled()).isFalse();
    assertThat(handle.turns()).isEmpty();
  }
}

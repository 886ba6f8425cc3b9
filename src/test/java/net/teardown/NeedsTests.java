package net.teardown;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class NeedsTests {

  @Test
  void aNeedThatIsMetLetsTheTestRun() {
    assertThatCode(() -> Needs.need(true, "luck", false)).doesNotThrowAnyException();
    assertThatCode(() -> Needs.need(true, "luck", true)).doesNotThrowAnyException();
  }

  @Test
  void anUnmetNeedSkipsTheTestAndSaysWhy() {
    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(() -> Needs.need(false, "luck", false))
        .withMessageContaining("needs luck");
  }

  @Test
  void anUnmetNeedFailsTheTestInCi() {
    assertThatExceptionOfType(AssertionFailedError.class)
        .isThrownBy(() -> Needs.need(false, "luck", true))
        .withMessageContaining("needs luck");
  }
}

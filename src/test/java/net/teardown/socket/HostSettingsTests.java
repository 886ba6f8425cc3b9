package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostSettingsTests {

  private static final long EVERY = HostSettings.EVERY.toNanos();

  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong(-7);
  private volatile Map<String, String> now = Map.of("a", "1", "b", "2");
  private final HostSettings settings =
      new HostSettings(
          () -> {
            reads.incrementAndGet();
            return now;
          },
          nanos::get);

  @Test
  void areReadAtOnceAndNotForEachRun() {
    for (int run = 0; run < 1000; run++) {
      settings.current();
    }

    assertThat(reads).hasValue(1);
  }

  @Test
  void aChangeShowsOnceTheReadingIsOld() {
    now = Map.of("a", "3", "b", "2");
    nanos.addAndGet(EVERY - 1);
    assertThat(settings.current()).containsEntry("a", "1");

    nanos.addAndGet(1);

    assertThat(settings.current()).isEqualTo(now);
    assertThat(settings.current()).isEqualTo(now);
    assertThat(reads).hasValue(2);
  }

  /** Whoever derives something of it need not compare. */
  @Test
  void withoutAChangeItIsTheSameMap() {
    Map<String, String> before = settings.current();
    now = Map.of("b", "2", "a", "1");
    nanos.addAndGet(EVERY);

    assertThat(settings.current()).isSameAs(before);
    assertThat(reads).hasValue(2);
  }

  @Test
  void whatCanNotBeReadThisTimeKeepsItsValue() {
    now = Map.of("a", "3");
    nanos.addAndGet(EVERY);

    assertThat(settings.current()).isEqualTo(Map.of("a", "3", "b", "2"));
  }

  @Test
  void aStackThatReadsNothingButTheNameOfTheKernelSaysThat() {
    assertThat(TcpStack.portable().settings())
        .containsEntry("stack", "jdk")
        .containsEntry(
            "kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .doesNotContainKey("lo.qdisc");
  }
}

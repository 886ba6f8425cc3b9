package net.teardown.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndSignalsTests {

  private final AtomicInteger woken = new AtomicInteger();
  private final EndSignals cues = new EndSignals();

  @Test
  void whatIsSaidAgainWakesNobody() {
    cues.await(woken::incrementAndGet);

    cues.initiatorIs(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));
    cues.initiatorIs(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));

    assertThat(woken).as("or an end that connects would wake itself without end").hasValue(1);
  }

  @Test
  void eachCueWakesWhoAwaitsIt() {
    Runnable wake = woken::incrementAndGet;
    cues.await(wake);

    cues.closerHasClosed();
    cues.cancel();
    assertThat(woken).hasValue(2);

    cues.awaitNoMore(wake);
    cues.cancel();
    assertThat(woken).hasValue(2);
  }
}

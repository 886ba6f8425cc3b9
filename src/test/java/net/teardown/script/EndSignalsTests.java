package net.teardown.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndSignalsTests {

  private final AtomicInteger woken = new AtomicInteger();
  private final EndSignals signals = new EndSignals();

  @Test
  void whatIsSaidAgainWakesNobody() {
    signals.await(woken::incrementAndGet);

    signals.initiatorIs(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));
    signals.initiatorIs(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711));

    assertThat(woken).as("or an end that connects would wake itself without end").hasValue(1);
  }

  @Test
  void eachSignalWakesWhoAwaitsIt() {
    Runnable wake = woken::incrementAndGet;
    signals.await(wake);

    signals.closerHasClosed(System.nanoTime());
    signals.cancel();
    assertThat(woken).hasValue(2);

    signals.awaitNoMore(wake);
    signals.cancel();
    assertThat(woken).hasValue(2);
  }
}

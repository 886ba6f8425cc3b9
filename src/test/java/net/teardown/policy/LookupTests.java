package net.teardown.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which lookups are waited for. */
class LookupTests {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "fd00::1", "198.18.0.1"})
  void anAddressIsFoundWithoutAMomentToWait(String address) {
    for (int i = 0; i < 1000; i++) {
      Lookup.Found found = new Lookup(InetAddress::getAllByName, address).by(System.nanoTime());

      assertThat(found.addresses()).containsExactly(InetAddress.ofLiteral(address));
    }
  }

  @Test
  void aResolverThatNeverAnswersIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    Lookup lookup =
        new Lookup(
            _ -> {
              try {
                never.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[0];
            },
            "slow.example");

    Lookup.Found found = lookup.by(System.nanoTime() + 1_000_000);

    assertThat(found.addresses()).isEmpty();
    assertThat(found.why()).isEqualTo("was not resolved in time");
    never.countDown();
  }
}

package net.teardown.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstanceTests {

  @Test
  void withoutItsVantageAnInstanceIsCalledAsItsHost() {
    assertThat(new InstanceProperties(null).vantageOrHost()).isEqualTo(ThisHost.name());
    assertThat(new InstanceProperties(" ").vantageOrHost()).isEqualTo(ThisHost.name());
    assertThat(new InstanceProperties("probe-a").vantageOrHost()).isEqualTo("probe-a");
  }
}

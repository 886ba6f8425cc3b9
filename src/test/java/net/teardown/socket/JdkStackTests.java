package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JdkStackTests {
  private static final TcpStack STACK = new JdkStack();

  @Nested
  class OverIpv4 extends TcpStackContract {
    OverIpv4() {
      super(STACK, StandardProtocolFamily.INET);
    }
  }

  @Nested
  class OverIpv6 extends TcpStackContract {
    OverIpv6() {
      super(STACK, StandardProtocolFamily.INET6);
    }
  }

  @Test
  void claimsNoKernelEvidence() {
    assertThat(STACK.name()).isEqualTo("jdk");
    assertThat(STACK.givesKernelEvidence()).isFalse();
  }
}

package net.teardown.experiment.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAndPortTests {

  @ParameterizedTest
  @CsvSource({
    "probe-b,   80,    probe-b:80",
    "10.0.0.1,  65535, 10.0.0.1:65535",
    "fd00::1,   8007,  [fd00::1]:8007",
    "fe80::1%2, 1,     [fe80::1%2]:1"
  })
  void anIpv6AddressAloneIsInBrackets(String host, int port, String written) {
    assertThat(new HostAndPort(host, port)).hasToString(written);
    assertThat(HostAndPort.withoutBrackets(HostAndPort.bracketed(host))).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1,        ::1",
    "FD00:0:0:1:0:0:0:B,     fd00:0:0:1::b",
    "2001:db8:0:1:1:1:1:1,   2001:db8:0:1:1:1:1:1",
    "fe80:0:0:0:0:0:0:1%eth0, fe80::1%eth0",
    "0:0:0:0:0:ffff:7f00:1,  ::ffff:127.0.0.1",
    "::FFFF:10.1.2.3,        ::ffff:10.1.2.3",
    "10.0.0.1,               10.0.0.1",
    "probe-b,                probe-b",
    "a:b:c,                  a:b:c"
  })
  void anIpv6AddressIsWrittenAsRfc5952HasIt(String address, String written) {
    assertThat(HostAndPort.shortest(address)).isEqualTo(written);
  }
}

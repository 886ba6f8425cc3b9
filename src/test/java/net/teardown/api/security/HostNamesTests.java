package net.teardown.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTests {

  private final HostNames names = new HostNames(List.of("Teardown.Corp.Example"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "[::1]",
        "[fd00::7]",
        "localhost",
        "LocalHost",
        "localhost.",
        "probe-a",
        "teardown.corp.example",
        "TEARDOWN.corp.example."
      })
  void addressesAndNamesThatNoStrangerCanRegisterAreOurs(String host) {
    assertThat(names.contain(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "corp.example",
        "x.teardown.corp.example",
        "0x7f.0.0.1",
        "127.0.0.1.",
        "256.0.0.1",
        "ai."
      })
  void anyOtherNameIsForeign(String host) {
    assertThat(names.contain(host)).isFalse();
  }

  @Test
  void thisHostsOwnNameIsOurs() throws IOException {
    Path kernel = Path.of("/proc/sys/kernel/hostname");
    if (Files.exists(kernel)) {
      assertThat(names.contain(Files.readString(kernel).strip())).isTrue();
    }
  }
}

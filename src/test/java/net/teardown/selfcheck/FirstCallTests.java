package net.teardown.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class FirstCallTests {

  private static final String PATH = "/api/v1/scenarios/echo-many-bytes/runs?format=text'";

  @Test
  void callsThisHostByItsUsualName() {
    assertThat(FirstCall.of(new MockEnvironment()))
        .isEqualTo("curl -X POST 'localhost:8080" + PATH);
    assertThat(FirstCall.of(listening("127.0.0.1", "8081")))
        .isEqualTo("curl -X POST 'localhost:8081" + PATH);
    assertThat(FirstCall.of(listening("0.0.0.0", "8081")))
        .isEqualTo("curl -X POST 'localhost:8081" + PATH);
  }

  @Test
  void callsAnotherAddressByThatAddress() {
    assertThat(FirstCall.of(listening("192.0.2.7", "80")))
        .isEqualTo("curl -X POST '192.0.2.7:80" + PATH);
    assertThat(FirstCall.of(listening("2001:db8::7", "80")))
        .isEqualTo("curl -X POST '[2001:db8::7]:80" + PATH);
  }

  private static MockEnvironment listening(String address, String port) {
    return new MockEnvironment()
        .withProperty("server.address", address)
        .withProperty("local.server.port", port);
  }
}

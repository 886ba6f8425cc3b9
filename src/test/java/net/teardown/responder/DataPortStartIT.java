package net.teardown.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.stream.Stream;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.instance.Instance;
import net.teardown.instance.OwnPorts;
import net.teardown.responder.control.ArmRequest;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Messages at start-up about the data port. */
@ExtendWith(OutputCaptureExtension.class)
class DataPortStartIT {

  @ImportAutoConfiguration(ValidationAutoConfiguration.class)
  @Import({Instance.class, OwnPorts.class, ResponderConfiguration.class})
  static class NothingButAResponder {
    @Bean
    TcpStack sockets() {
      return TcpStack.forThisPlatform();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void aTakenPortStopsTheStartWithTheLineThatHelps(String address, CapturedOutput output)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() ->
              start(
                  "--teardown.responder.port=" + port,
                  "--teardown.responder.bind-address=" + address))
          .isNotNull();

      assertThat(output.getAll().lines().filter(line -> line.contains("teardown.responder.port")))
          .singleElement()
          .asString()
          .contains("Port %d (teardown.responder.port) is taken".formatted(port))
          .contains("--teardown.responder.port=%d --server.port=".formatted(port + 1));
    }
  }

  @Test
  void anAddressOfAnotherHostIsNamed(CapturedOutput output) {
    assertThatThrownBy(() -> start("--teardown.responder.bind-address=192.0.2.1")).isNotNull();

    assertThat(output.getAll())
        .contains("192.0.2.1 (teardown.responder.bind-address) is no address of this host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port=65536",
        "port=-1",
        "max-sessions=0",
        "max-waiting-connections=0",
        "ticket-timeout=1ms",
        "ticket-timeout=2m",
      })
  void aValueThatCantBeStopsTheStartByItsName(String setting, CapturedOutput output) {
    assertThatThrownBy(() -> start("--teardown.responder." + setting)).isNotNull();

    assertThat(output.getAll())
        .containsIgnoringCase("teardown.responder." + setting.split("=", -1)[0].replace("-", ""))
        .contains("must be");
  }

  @Test
  void theTokenIsSomebodyElsesMatter() {
    try (ConfigurableApplicationContext service =
        start("--teardown.responder.port=0", "--teardown.responder.token=s3cr3t-s3cr3t")) {
      assertThat(service.getBean(Responder.class).dataPort()).isPositive();
    }
  }

  @Test
  void oneThatIsSwitchedOffListensNowhereAndSaysSo() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ConfigurableApplicationContext service =
        start("--teardown.responder.enabled=false", "--teardown.responder.port=" + port)) {
      Responder responder = service.getBean(Responder.class);

      assertThat(responder.dataPort()).isNull();
      assertThatThrownBy(() ->
              responder.arm(new ArmRequest(1, SpecDraft.EMPTY, 5_000, "x"), System.nanoTime()))
          .isInstanceOf(ResponderUnavailable.class)
          .hasMessageContaining("teardown.responder.enabled");
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(NothingButAResponder.class)
        .web(WebApplicationType.NONE)
        .registerShutdownHook(false)
        .run(
            Stream.concat(Stream.of("--spring.main.banner-mode=off"), Arrays.stream(arguments))
                .toArray(String[]::new));
  }
}

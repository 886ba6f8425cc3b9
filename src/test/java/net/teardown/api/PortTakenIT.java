package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;

@ExtendWith(OutputCaptureExtension.class)
class PortTakenIT {

  @ImportAutoConfiguration(TomcatServletWebServerAutoConfiguration.class)
  static class NothingButAServer {}

  @Test
  void aTakenPortStopsTheStartWithTheLineThatHelps(CapturedOutput output) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() ->
              new SpringApplicationBuilder(NothingButAServer.class)
                  .registerShutdownHook(false)
                  .run("--server.port=" + port, "--spring.main.banner-mode=off"))
          .isNotNull();

      assertThat(output.getAll().lines().filter(line -> line.contains("server.port")))
          .singleElement()
          .asString()
          .contains("Port %d (server.port) is taken".formatted(port))
          .contains("--server.port=%d --teardown.data-dir=".formatted(port + 1));
    }
  }
}

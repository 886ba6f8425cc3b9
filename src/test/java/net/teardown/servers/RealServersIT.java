package net.teardown.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RealServersIT {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @ParameterizedTest
  @EnumSource(Server.class)
  void eachAnswersAndRefusesAndEndsWhenItIsClosed(Server server) throws Exception {
    server.needs();
    Running running = server.start();
    int port = running.port();
    try (running) {
      assertThat(running.version()).matches("\\d+\\.\\d+.*");
      assertThat(firstLine(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.")
          .contains(" 200");
      String post =
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(Server.LIMIT + 1);
      assertThat(firstLine(port, post + "a".repeat(Server.LIMIT + 1)))
          .startsWith("HTTP/1.")
          .contains(server == Server.UNDERTOW_SERVER ? " 400 " : " 413 ");
    }
    assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close());
  }

  private static String firstLine(int port, String request) throws IOException {
    try (Socket socket = new Socket(LOOPBACK, port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII).nextLine();
    }
  }
}

package net.teardown.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import javax.net.SocketFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RealServersIT {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final SocketFactory PLAIN = SocketFactory.getDefault();
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String POST =
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
          .formatted(Server.LIMIT + 1, "a".repeat(Server.LIMIT + 1));

  @ParameterizedTest
  @EnumSource(Server.class)
  void eachAnswersAndRefusesAndEndsWhenItIsClosed(Server server) throws Exception {
    server.needs();
    Running running = server.start();
    int port = running.port();
    try (running) {
      assertThat(running.version()).matches("\\d+\\.\\d+.*");
      assertThat(firstLine(PLAIN, port, GET)).startsWith("HTTP/1.").contains(" 200");
      assertThat(firstLine(PLAIN, port, POST))
          .startsWith("HTTP/1.")
          .contains(server == Server.UNDERTOW_SERVER ? " 400 " : " 413 ");
    }
    assertThatIOException().isThrownBy(() -> new Socket(LOOPBACK, port).close());
  }

  @ParameterizedTest
  @EnumSource
  void eachThatSpeaksTlsAnswersAndRefusesInIt(TlsServer server) throws Exception {
    server.needs();
    SocketFactory sockets = TlsSide.context(TlsSide.CERTIFICATE).getSocketFactory();
    try (Running running = server.start()) {
      assertThat(running.version()).matches("\\d+\\.\\d+.*");
      assertThat(firstLine(sockets, running.port(), GET)).startsWith("HTTP/1.").contains(" 200");
      if (server.refusesUploads()) {
        assertThat(firstLine(sockets, running.port(), POST))
            .startsWith("HTTP/1.")
            .contains(" 413 ");
      }
    }
  }

  private static String firstLine(SocketFactory sockets, int port, String request)
      throws IOException {
    try (Socket socket = sockets.createSocket(LOOPBACK, port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII).nextLine();
    }
  }
}

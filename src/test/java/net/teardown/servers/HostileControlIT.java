package net.teardown.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the hostile controls work, and that each ends by itself. */
@Timeout(60)
class HostileControlIT {

  private static final String ARM = "POST /api/v1/sessions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";

  @Test
  void thereAreManyAndEachSaysWhatItDoes() {
    assertThat(HostileAnswer.values()).hasSizeGreaterThan(35);
    assertThat(Stream.of(HostileAnswer.values()).map(HostileAnswer::sentence))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void eachEndsByItself(HostileAnswer kind) throws Exception {
    try (HostileControl control = HostileControl.start(kind, Duration.ofMillis(200))) {
      Thread client = Thread.ofPlatform().start(() -> readAll(control.port()));
      client.join(Duration.ofSeconds(20));

      assertThat(client.isAlive()).isFalse();
      assertThat(control.accepted()).isEqualTo(1);
    }
  }

  @Test
  void whatIsAboutALaterCallArmsHonestly() throws Exception {
    List<HostileAnswer> later =
        Stream.of(HostileAnswer.values()).filter(kind -> !kind.atFirst()).toList();
    assertThat(later).isNotEmpty();
    for (HostileAnswer kind : later) {
      try (HostileControl control = HostileControl.start(kind, Duration.ofSeconds(5));
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
        socket.getOutputStream().write(ARM.getBytes(US_ASCII));

        assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
            .as(kind.name())
            .isEqualTo("HTTP/1.1 201");
      }
    }
  }

  private static void readAll(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(ARM.getBytes(US_ASCII));
      byte[] bytes = new byte[1 << 16];
      while (socket.getInputStream().read(bytes) >= 0) {}
    } catch (IOException _) {
      // The connection was reset.
    }
  }
}

package net.teardown.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ports are this process's own. */
@EnabledOnOs(OS.LINUX)
class OwnPortsTests {

  private final OwnPorts ports = new OwnPorts();

  private static ServerSocketChannel listener(String address) throws IOException {
    return ServerSocketChannel.open().bind(new InetSocketAddress(address, 0));
  }

  private static int port(ServerSocketChannel listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.7", "0.0.0.0", "::1", "::"})
  void whateverListensIsOwnWhoeverOpenedItAndOnlyAsLong(String address) throws IOException {
    int port;
    try (ServerSocketChannel listener = listener(address)) {
      port = port(listener);
      assertThat(ports.what(port)).isEqualTo("listening port");
    }
    assertThat(ports.what(port)).isNull();
  }

  @Test
  void whatIsRecordedHasItsName() throws IOException {
    try (ServerSocketChannel listener = listener("127.0.0.1")) {
      ports.add(port(listener), "data port");

      assertThat(ports.what(port(listener))).isEqualTo("data port");
    }
  }

  @Test
  void theNearEndOfAConnectionIsNoListener() throws IOException {
    try (ServerSocketChannel listener = listener("127.0.0.1");
        SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
      assertThat(ports.what(((InetSocketAddress) client.getLocalAddress()).getPort())).isNull();
    }
  }

  @Test
  void aListenerOfAnotherProcessIsNotOwn() {
    // Nothing here listens on the port of TCPMUX.
    assertThat(ports.what(1)).isNull();
  }
}

package net.teardown.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.teardown.Needs;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpInfo;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the lab's properties that other tests rely on. */
class NetworkIT {

  private static final int PORT = Talk.PORT;
  private static final Duration EACH_WAY = Duration.ofMillis(20);
  private static final Duration SILENCE = Duration.ofMillis(300);

  private Network network;
  private Host a;
  private Host m;
  private Host b;

  @BeforeEach
  void threeHostsInARow() {
    Needs.hosts();
    network = new Network();
    a = network.host("a");
    m = network.router("m");
    b = network.host("b");
  }

  @AfterEach
  void tearDown() {
    if (network != null) {
      network.close();
    }
  }

  private void linkThroughRouter() {
    network.link(a, m);
    network.link(m, b);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRouterPassesOnAndIsNotSeen(boolean v4) {
    linkThroughRouter();
    try (TcpListener listener = Talk.listen(b, v4 ? b.v4() : b.v6());
        Talk talk = Talk.between(a, listener)) {
      assertThat(talk.responder().remoteAddress()).isEqualTo(talk.initiator().localAddress());
      assertThat(talk.responder().remoteAddress().getAddress()).isEqualTo(v4 ? a.v4() : a.v6());
      Talk.say(talk.initiator(), "hello");
      assertThat(Talk.hear(talk.responder(), 5)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theDelayIsAddedEachWay(boolean v4) {
    Needs.tunDevices();
    network.link(a, b, EACH_WAY);
    try (TcpListener listener = Talk.listen(b, v4 ? b.v4() : b.v6())) {
      // The least of several, because this machine may be busy.
      long roundTripMicros =
          Stream.generate(() -> Talk.between(a, listener))
              .limit(5)
              .mapToLong(talk -> {
                try (talk) {
                  return info(talk.initiator()).rttMicros();
                }
              })
              .min()
              .orElseThrow();
      assertThat(roundTripMicros).isBetween(40_000L, 43_000L);
    }
  }

  @Test
  void aLongTransferGetsThroughTheDelayWithoutLoss() {
    Needs.tunDevices();
    network.link(a, b, EACH_WAY);
    int size = 16 << 20;
    try (TcpListener listener = Talk.listen(b, b.v4());
        Talk talk = Talk.between(a, listener)) {
      long begin = System.nanoTime();
      transfer(talk, size);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      assertThat(a.ip("-j -s link show to-b") + b.ip("-j -s link show to-a"))
          .contains("\"dropped\":0")
          .doesNotContainPattern("\"dropped\":[1-9]");
    }
  }

  @Test
  void packetsOvertakeEachOtherOrGetLostOnlyWhereTheWeatherIsSo() {
    Needs.tunDevices();
    Duration shortly = Duration.ofMillis(2);
    Cable cable = network.link(a, b, shortly);
    Weather jittery = Weather.jittery(shortly, Duration.ofMillis(15));
    Weather reordering = Weather.reordering(shortly, Duration.ofMillis(15));
    try (TcpListener listener = Talk.listen(b, b.v4())) {
      for (Weather weather :
          List.of(jittery, reordering, jittery.losing(0.05), reordering.losing(0.05))) {
        cable.weather(weather);
        try (Talk talk = Talk.between(a, listener)) {
          transfer(talk, 1 << 20);

          int sentAgain = info(talk.initiator()).retransmissions();
          long outOfOrder = Objects.requireNonNull(info(talk.responder()).outOfOrder());
          if (weather.loss() > 0) {
            assertThat(sentAgain).as("%s", weather).isPositive();
          }
          if (weather.inOrder() && weather.loss() == 0) {
            assertThat(outOfOrder).as("%s", weather).isZero();
          } else {
            assertThat(outOfOrder).as("%s", weather).isPositive();
          }
        }
      }
    }
  }

  @Test
  void droppedResetsNeverReachTheOtherHost() {
    Needs.packetFilter();
    linkThroughRouter();
    try (TcpListener listener = Talk.listen(b, b.v6());
        Rule arrived = a.countResetsFrom(PORT)) {
      try (Rule dropped = m.dropResets(PORT);
          Talk talk = Talk.between(a, listener)) {
        talk.abort();
        assertThat(Talk.receive(talk.initiator(), ByteBuffer.allocate(1), SILENCE))
            .isEqualTo(CallResult.failed(Errno.EAGAIN));
        assertThat(dropped.packets()).isEqualTo(1);
        assertThat(arrived.packets()).isZero();
      }
      try (Talk talk = Talk.between(a, listener)) {
        talk.abort();
        assertThat(Talk.receive(talk.initiator(), ByteBuffer.allocate(1)))
            .isEqualTo(CallResult.failed(Errno.ECONNRESET));
        assertThat(arrived.packets()).isEqualTo(1);
      }
    }
  }

  @Test
  void droppedFinsLeaveTheOtherHostWaitingForTheEnd() {
    Needs.packetFilter();
    linkThroughRouter();
    try (TcpListener listener = Talk.listen(b, b.v4());
        Rule arrived = a.countFinsFrom(PORT);
        Rule dropped = m.dropFinsFrom(PORT);
        Talk talk = Talk.between(a, listener)) {
      Talk.say(talk.responder(), "bye");
      assertThat(Talk.hear(talk.initiator(), 3)).isEqualTo("bye");
      talk.responder().close();
      assertThat(Talk.receive(talk.initiator(), ByteBuffer.allocate(1), SILENCE))
          .isEqualTo(CallResult.failed(Errno.EAGAIN));
      assertThat(dropped.packets()).isPositive();
      assertThat(arrived.packets()).isZero();

      dropped.close();
      assertThat(Talk.receive(talk.initiator(), ByteBuffer.allocate(1)))
          .as("the FIN sent again")
          .isEqualTo(CallResult.ok(0));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void natHidesTheInitiatorsAddress(boolean v4) {
    Needs.packetFilter();
    linkThroughRouter();
    try (TcpListener listener = Talk.listen(b, v4 ? b.v4() : b.v6());
        Rule nat = m.translate(PORT, listener.localAddress());
        Talk talk = Talk.through(v4 ? m.v4() : m.v6(), a, listener)) {
      InetAddress seen = talk.responder().remoteAddress().getAddress();
      assertThat(seen).isNotEqualTo(talk.initiator().localAddress().getAddress());
      assertThat(nat.packets()).as("connections").isEqualTo(1);
      Talk.say(talk.responder(), "hello");
      assertThat(Talk.hear(talk.initiator(), 5)).isEqualTo("hello");
    }
  }

  @Test
  void respondersBehindOneAddressTakeTurns() {
    Needs.packetFilter();
    linkThroughRouter();
    Host c = network.host("c");
    network.link(m, c);
    try (TcpListener first = Talk.listen(b, b.v4());
        TcpListener second = Talk.listen(c, c.v4());
        Rule turns = m.takeTurns(PORT, b, c)) {
      for (TcpListener listener : List.of(first, second, first, second)) {
        try (Talk talk = Talk.through(m.v4(), a, listener)) {
          assertThat(talk.responder().remoteAddress()).isEqualTo(talk.initiator().localAddress());
        }
      }
      assertThat(turns.packets()).as("connections").isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxyForwardsAndStandsBetween(Proxy proxy, @TempDir Path directory) {
    Needs.success(proxy.trial());
    linkThroughRouter();
    for (boolean v4 : List.of(true, false)) {
      try (TcpListener listener = Talk.listen(b, v4 ? b.v4() : b.v6());
          Daemon _ = proxy.start(m, directory, PORT, listener.localAddress());
          Talk talk = Talk.through(v4 ? m.v4() : m.v6(), a, listener)) {
        Talk.say(talk.initiator(), "hello");
        assertThat(Talk.hear(talk.responder(), 5)).isEqualTo("hello");
        Talk.say(talk.responder(), "world");
        assertThat(Talk.hear(talk.initiator(), 5)).isEqualTo("world");
        assertThat(talk.responder().remoteAddress()).isNotEqualTo(talk.initiator().localAddress());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxyTellsOfTheInitiatorWhenAsked(Proxy proxy, @TempDir Path directory) {
    Needs.success(proxy.trial());
    linkThroughRouter();
    try (TcpListener listener = Talk.listen(b, b.v4());
        Daemon _ = proxy.startWithProxyHeader(m, directory, PORT, listener.localAddress());
        Talk talk = Talk.through(m.v4(), a, listener)) {
      InetSocketAddress initiator = talk.initiator().localAddress();
      String header =
          "PROXY TCP4 %s %s %d %d\r\n"
              .formatted(
                  initiator.getAddress().getHostAddress(),
                  m.v4().getHostAddress(),
                  initiator.getPort(),
                  PORT);
      Talk.say(talk.initiator(), "hello");
      assertThat(Talk.hear(talk.responder(), header.length() + 5)).isEqualTo(header + "hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProxyWithoutABackendAcceptsAndEnds(Proxy proxy, @TempDir Path directory) {
    Needs.success(proxy.trial());
    linkThroughRouter();
    Daemon _ = proxy.start(m, directory, PORT, new InetSocketAddress(b.v4(), PORT));
    TcpSocket initiator = Talk.connect(a, m.v4());
    Talk.say(initiator, "hello");
    assertThat(Talk.hear(initiator, 1)).isEmpty();
    initiator.close();
  }

  @Test
  void aHostIsReachedByItsManagementAddress() throws Exception {
    network.link(a, b);
    InetAddress address = network.management(b);
    assertThat(network.management(a)).isNotEqualTo(address);
    try (ServerSocketChannel listener =
            b.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress(PORT)));
        Socket socket = new Socket(address, PORT);
        var accepted = listener.accept()) {
      assertThat(accepted.getRemoteAddress()).isEqualTo(socket.getLocalSocketAddress());
    }
  }

  @Test
  void everythingIsGoneAfterwards() throws Exception {
    Needs.packetFilter();
    Needs.tunDevices();
    network.link(a, m, EACH_WAY);
    network.link(m, b);
    InetAddress address = network.management(a);
    m.dropResets(PORT);
    long forgotten =
        new ProcessBuilder(Stream.concat(b.prefix().stream(), Stream.of("sleep", "60")).toList())
            .start()
            .pid();
    await().until(() -> Command.ip("netns pids " + b.namespace()).contains("" + forgotten));
    List<String> namespaces = Stream.of(a, m, b).map(Host::namespace).toList();
    assertThat(Command.ip("netns list")).contains(namespaces);
    assertThat(linksTo(address)).isNotEmpty();

    network.close();
    assertThat(Command.ip("netns list")).doesNotContain(namespaces);
    assertThat(linksTo(address)).isEmpty();
    await().until(() -> ProcessHandle.of(forgotten).isEmpty());
  }

  @Test
  void aStepThatFailsSaysWhichAndLeavesNothingBehind() {
    network.link(a, b);
    assertThatThrownBy(() -> network.link(a, b))
        .hasMessageContaining("link add to-b index")
        .hasMessageContaining("File exists");
    assertThatThrownBy(() -> m.drop("no such thing")).hasMessageContaining("no such thing");

    network.close();
    assertThat(Command.ip("netns list")).doesNotContain(a.namespace(), m.namespace());
  }

  /** This machine's own interfaces in the subnet of a management address. */
  private static String linksTo(InetAddress address) {
    return Command.ip("-o addr show to " + address.getHostAddress() + "/30");
  }

  /**
   * Sends this many bytes from the initiator to the responder, and checks that they arrive
   * unchanged.
   */
  private static void transfer(Talk talk, int size) {
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> {
          ByteBuffer bytes = ByteBuffer.allocateDirect(size);
          while (bytes.hasRemaining()) {
            bytes.putInt(bytes.position());
          }
          bytes.flip();
          while (bytes.hasRemaining()) {
            talk.initiator().poll(Interest.OUTPUT, Talk.TIMEOUT);
            talk.initiator().send(bytes, false);
          }
        });
    ByteBuffer received = ByteBuffer.allocateDirect(size);
    while (received.hasRemaining()) {
      assertThat(Talk.receive(talk.responder(), received).value()).isPositive();
    }
    sending.join();
    received.flip();
    while (received.hasRemaining()) {
      int at = received.position();
      assertThat(received.getInt()).isEqualTo(at);
    }
  }

  private static TcpInfo info(TcpSocket socket) {
    return socket.info().orElseThrow();
  }
}

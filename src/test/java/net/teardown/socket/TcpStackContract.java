package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Claims that hold for every stack, over one address family. Each is checked at the other end of a
 * real connection.
 */
abstract class TcpStackContract {
  final TcpStack stack;
  final StandardProtocolFamily family;
  private final String loopback;

  TcpListener listener;

  TcpStackContract(TcpStack stack, StandardProtocolFamily family) {
    this.stack = stack;
    this.family = family;
    this.loopback = family == StandardProtocolFamily.INET ? "127.0.0.1" : "::1";
  }

  @BeforeEach
  void listens() throws Exception {
    InetAddress address = InetAddress.getByName(loopback);
    try {
      listener = stack.listen(new InetSocketAddress(address, 0), 16);
    } catch (CallFailed e) {
      assumeTrue(family == StandardProtocolFamily.INET, "needs IPv6: " + e.getMessage());
      throw e;
    }
  }

  @AfterEach
  void stopsListening() {
    if (listener != null) {
      listener.close();
    }
  }

  Pair pair() throws CallFailed {
    return Pair.over(stack, listener);
  }

  @Test
  void anEphemeralPortIsTold() {
    assertThat(listener.localAddress().getPort()).isPositive();
    assertThat(listener.localAddress().getAddress().getHostAddress())
        .isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  @Test
  void bothEndsKnowEachOther() throws Exception {
    try (Pair pair = pair()) {
      assertThat(pair.observer().remoteAddress()).isEqualTo(listener.localAddress());
      assertThat(pair.closer().localAddress()).isEqualTo(listener.localAddress());
      assertThat(pair.closer().remoteAddress()).isEqualTo(pair.observer().localAddress());
    }
  }

  @Test
  void theOtherEndSeesTheAddressThatIsBound() throws Exception {
    InetAddress from =
        InetAddress.ofLiteral(family == StandardProtocolFamily.INET ? "127.0.0.2" : "::1");
    TcpSocket socket = stack.open(family);
    try {
      socket.set(SocketOption.BIND_WITHOUT_PORT, 1);
      assertThat(socket.bind(from)).isEqualTo(CallResult.ok(0));
      socket.connect(listener.localAddress());
      stack.await(Pair.TIMEOUT, List.of(new Waiting(listener, Interest.INPUT)));
      Accepted accepted = listener.accept();
      TcpSocket other = Objects.requireNonNull(accepted.socket());
      try {
        assertThat(socket.poll(Interest.OUTPUT, Pair.TIMEOUT).writable()).isTrue();
        assertThat(socket.finishConnect()).isEqualTo(CallResult.ok(0));
        assertThat(Objects.requireNonNull(accepted.peer()).getAddress()).isEqualTo(from);
        assertThat(socket.localAddress()).isEqualTo(accepted.peer());
      } finally {
        other.close();
      }
    } finally {
      socket.close();
    }
  }

  @Test
  void anAddressOfAnotherHostCannotBeBound() throws Exception {
    TcpSocket socket = stack.open(family);
    try {
      assertThat(
              socket.bind(
                  InetAddress.ofLiteral(
                      family == StandardProtocolFamily.INET ? "192.0.2.1" : "2001:db8::1")))
          .isEqualTo(CallResult.failed(Errno.EADDRNOTAVAIL));
    } finally {
      socket.close();
    }
  }

  @Test
  void acceptingWithNobodyWaitingSaysAgain() {
    Accepted accepted = listener.accept();
    assertThat(accepted.result()).isEqualTo(CallResult.failed(Errno.EAGAIN));
    assertThat(accepted.socket()).isNull();
    assertThat(accepted.peer()).isNull();
  }

  @Test
  void closingWithUnreadDataResetsThePeer() throws Exception {
    try (Pair pair = pair()) {
      Pair.send(pair.observer(), 5);
      Pair.receive(pair.closer(), 1);
      assertThat(pair.closer().close()).isEqualTo(CallResult.ok(0));

      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.failed(Errno.ECONNRESET));
    }
  }

  @Test
  void waitingBeforeClosingWithUnreadDataMakesNoDifference() throws Exception {
    try (Pair pair = pair()) {
      Pair.send(pair.observer(), 5);
      assertThat(pair.closer().poll(Interest.BOTH, Pair.TIMEOUT).readable()).isTrue();
      stack.await(Pair.TIMEOUT, List.of(new Waiting(pair.closer(), Interest.INPUT)));
      pair.closer().close();

      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.failed(Errno.ECONNRESET));
    }
  }

  @Test
  void aResetIsToldOnceAndEndsTheStreamAfterwards() throws Exception {
    try (Pair pair = pair()) {
      Pair.send(pair.observer(), 5);
      Pair.receive(pair.closer(), 1);
      pair.closer().close();

      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.failed(Errno.ECONNRESET));
      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));
    }
  }

  @Test
  void aReplyIsReadBeforeTheResetBehindIt() throws Exception {
    try (Pair pair = pair()) {
      Pair.send(pair.observer(), 5);
      Pair.receive(pair.closer(), 1);
      Pair.send(pair.closer(), 7);
      pair.closer().close();

      Pair.receive(pair.observer(), 7);
      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.failed(Errno.ECONNRESET));
    }
  }

  @Test
  void closingWithNothingUnreadEndsTheStream() throws Exception {
    try (Pair pair = pair()) {
      Pair.send(pair.observer(), 5);
      Pair.receive(pair.closer(), 5);
      pair.closer().close();

      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));
      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));
    }
  }

  @Test
  void halfCloseThenCloseWithUnreadDataLooksLikeACleanEnd() throws Exception {
    try (Pair pair = pair()) {
      Pair.send(pair.observer(), 5);
      Pair.receive(pair.closer(), 1);
      assertThat(pair.closer().shutdownWrite()).isEqualTo(CallResult.ok(0));
      pair.closer().close();

      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));
    }
  }

  @Test
  void aHalfClosedEndStillReceives() throws Exception {
    try (Pair pair = pair()) {
      pair.observer().shutdownWrite();
      assertThat(Pair.receive(pair.closer())).isEqualTo(CallResult.ok(0));
      Pair.send(pair.closer(), 9);
      Pair.receive(pair.observer(), 9);
    }
  }

  @Test
  void lingerZeroAborts() throws Exception {
    try (Pair pair = pair()) {
      assertThat(pair.closer().set(SocketOption.LINGER, 0)).isEqualTo(CallResult.ok(0));
      pair.closer().close();

      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.failed(Errno.ECONNRESET));
    }
  }

  @Test
  void sendingToAnEndThatIsGoneBreaksThePipe() throws Exception {
    try (Pair pair = pair()) {
      pair.closer().close();
      assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));

      Pair.send(pair.observer(), 1);
      pair.observer().poll(Interest.ERRORS_ONLY, Duration.ofMillis(100));
      assertThat(pair.observer().send(ByteBuffer.allocate(1), false))
          .isEqualTo(CallResult.failed(Errno.EPIPE));
    }
  }

  @Test
  void sendTakesNoMoreThanTheBuffersHold() throws Exception {
    try (Pair pair = pair()) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(64 * 1024);
      long taken = 0;
      CallResult sent = CallResult.ok(0);
      while (sent.ok() && taken < 64 * 1024 * 1024) {
        sent = pair.observer().send(chunk.clear(), false);
        taken += Math.max(0, sent.value());
      }
      assertThat(sent).isEqualTo(CallResult.failed(Errno.EAGAIN));
      assertThat(pair.observer().poll(Interest.OUTPUT, Duration.ofMillis(10)).writable()).isFalse();

      long received = 0;
      while (received < taken) {
        pair.closer().poll(Interest.INPUT, Pair.TIMEOUT);
        received += Math.max(0, pair.closer().receive(chunk.clear()).value());
      }
      assertThat(pair.observer().poll(Interest.OUTPUT, Pair.TIMEOUT).writable()).isTrue();
    }
  }

  @Test
  void bytesArriveAsTheyWereWhateverTheBuffer() throws Exception {
    try (Pair pair = pair()) {
      byte[] sent = new byte[200_000];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = (byte) ((i * 31) >> 3);
      }
      ByteBuffer heap = ByteBuffer.wrap(sent, 3, sent.length - 3);
      ByteBuffer direct = ByteBuffer.allocateDirect(sent.length).position(3);
      ByteBuffer back = ByteBuffer.allocate(sent.length).position(3);

      moveAll(pair.observer(), heap.slice(), pair.closer(), direct);
      moveAll(pair.closer(), direct.position(3), pair.observer(), back);

      assertThat(back.position(3)).isEqualTo(ByteBuffer.wrap(sent).position(3));
    }
  }

  private static void moveAll(TcpSocket from, ByteBuffer source, TcpSocket to, ByteBuffer target) {
    while (target.hasRemaining()) {
      int before = source.position();
      CallResult sent = from.send(source, source.remaining() > 1);
      assertThat(source.position() - before).isEqualTo((int) Math.max(0, sent.value()));
      to.poll(Interest.INPUT, Pair.TIMEOUT);
      before = target.position();
      CallResult received = to.receive(target);
      assertThat(target.position() - before).isEqualTo((int) Math.max(0, received.value()));
      assertThat(received.ok() || received.failedWith(Errno.EAGAIN)).isTrue();
    }
  }

  @Test
  void receivingIntoNoRoomIsRefusedForItWouldLookLikeTheEnd() throws Exception {
    try (Pair pair = pair()) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> pair.observer().receive(ByteBuffer.allocate(0)))
          .withMessageContaining("'target' has no room");
    }
  }

  @Test
  void receivingWithNothingThereSaysAgain() throws Exception {
    try (Pair pair = pair()) {
      assertThat(pair.observer().receive(ByteBuffer.allocateDirect(1)))
          .isEqualTo(CallResult.failed(Errno.EAGAIN));
    }
  }

  @Test
  void receiveBlockingReturnsWithinItsBound() throws Exception {
    try (Pair pair = pair()) {
      long start = System.nanoTime();
      CallResult received =
          pair.observer().receiveBlocking(ByteBuffer.allocateDirect(1), Duration.ofMillis(40));
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

      assertThat(received).isEqualTo(CallResult.failed(Errno.EAGAIN));
      assertThat(millis).isBetween(35L, 2_000L);
    }
  }

  @Test
  void receiveBlockingReturnsWhenSomethingComes() throws Exception {
    try (Pair pair = pair()) {
      CompletableFuture<CallResult> received =
          CompletableFuture.supplyAsync(
              () -> pair.observer().receiveBlocking(ByteBuffer.allocate(10), Pair.TIMEOUT));
      Thread.sleep(30);
      assertThat(received).isNotDone();
      Pair.send(pair.closer(), 4);

      assertThat(received.get(5, TimeUnit.SECONDS)).isEqualTo(CallResult.ok(4));
    }
  }

  @Test
  void receiveBlockingIsToldOfAReset() throws Exception {
    try (Pair pair = pair()) {
      CompletableFuture<CallResult> received =
          CompletableFuture.supplyAsync(
              () -> pair.observer().receiveBlocking(ByteBuffer.allocate(10), Pair.TIMEOUT));
      Thread.sleep(30);
      pair.closer().set(SocketOption.LINGER, 0);
      pair.closer().close();

      assertThat(received.get(5, TimeUnit.SECONDS)).isEqualTo(CallResult.failed(Errno.ECONNRESET));
    }
  }

  @Test
  void receiveBlockingLeavesTheSocketNonBlocking() throws Exception {
    try (Pair pair = pair()) {
      pair.observer().receiveBlocking(ByteBuffer.allocate(1), Duration.ofMillis(1));

      assertThat(pair.observer().receive(ByteBuffer.allocate(1)))
          .isEqualTo(CallResult.failed(Errno.EAGAIN));
      Pair.send(pair.closer(), 1);
      Pair.receive(pair.observer(), 1);
    }
  }

  @Test
  void unreadCountsBytesInTheQueue() throws Exception {
    try (Pair pair = pair()) {
      assertThat(pair.closer().unread()).isEqualTo(CallResult.ok(0));
      Pair.send(pair.observer(), 5);
      pair.closer().poll(Interest.INPUT, Pair.TIMEOUT);
      assertThat(pair.closer().unread()).isEqualTo(CallResult.ok(5));
      Pair.receive(pair.closer(), 2);
      assertThat(pair.closer().unread()).isEqualTo(CallResult.ok(3));
      pair.observer().close();
      assertThat(pair.closer().unread()).as("a FIN isn't counted").isEqualTo(CallResult.ok(3));
    }
  }

  @Test
  void closedTwiceSaysBadDescriptor() throws Exception {
    try (Pair pair = pair()) {
      assertThat(pair.closer().close()).isEqualTo(CallResult.ok(0));
      assertThat(pair.closer().close()).isEqualTo(CallResult.failed(Errno.EBADF));
    }
  }

  @Test
  void onceClosedEveryCallSaysBadDescriptor() throws Exception {
    try (Pair pair = pair()) {
      TcpSocket closed = pair.closer();
      closed.close();

      CallResult bad = CallResult.failed(Errno.EBADF);
      assertThat(closed.receive(ByteBuffer.allocate(1))).isEqualTo(bad);
      assertThat(closed.send(ByteBuffer.allocate(1), false)).isEqualTo(bad);
      assertThat(closed.receiveBlocking(ByteBuffer.allocate(1), Pair.TIMEOUT)).isEqualTo(bad);
      assertThat(closed.shutdownWrite()).isEqualTo(bad);
      assertThat(closed.set(SocketOption.LINGER, 0)).isEqualTo(bad);
      assertThat(closed.unread()).isEqualTo(bad);
      assertThat(closed.unacknowledged().ok()).isFalse();
      assertThat(closed.info()).isEmpty();
      assertThat(closed.poll(Interest.BOTH, Pair.TIMEOUT)).isEqualTo(Readiness.CLOSED);
    }
  }

  @Test
  void aRefusedConnectSaysSo() throws Exception {
    InetSocketAddress nobody = listener.localAddress();
    listener.close();

    assertThat(connect(nobody)).isEqualTo(CallResult.failed(Errno.ECONNREFUSED));
  }

  @Test
  void connectingWhereTcpCannotGoSaysWhy() throws Exception {
    // Broadcast and multicast addresses, which the kernel refuses before anything is sent.
    String nowhere = family == StandardProtocolFamily.INET ? "255.255.255.255" : "ff02::1";

    assertThat(connect(new InetSocketAddress(InetAddress.getByName(nowhere), 9)))
        .isEqualTo(CallResult.failed(Errno.ENETUNREACH));
  }

  private CallResult connect(InetSocketAddress remote) throws CallFailed {
    TcpSocket socket = stack.open(family);
    try {
      CallResult connecting = socket.connect(remote);
      if (!connecting.failedWith(Errno.EINPROGRESS)) {
        return connecting;
      }
      socket.poll(Interest.OUTPUT, Pair.TIMEOUT);
      return socket.finishConnect();
    } finally {
      assertThat(socket.remoteAddress()).isEqualTo(remote);
      assertThat(socket.localAddress()).isNotNull();
      assertThat(socket.close()).isEqualTo(CallResult.ok(0));
    }
  }

  @Test
  void listeningOnATakenPortFails() {
    assertThatExceptionOfType(CallFailed.class)
        .isThrownBy(() -> stack.listen(listener.localAddress(), 1))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE))
        .satisfies(e -> assertThat(e.call()).isEqualTo("bind"))
        .withMessageContaining("EADDRINUSE(98)");
  }

  @Test
  void listeningOnAnAddressOfAnotherHostFails() throws Exception {
    String documentation = family == StandardProtocolFamily.INET ? "192.0.2.1" : "2001:db8::1";
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.getByName(documentation), 0);

    assertThatExceptionOfType(CallFailed.class)
        .isThrownBy(() -> stack.listen(foreign, 1))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL));
  }

  @Test
  void awaitEndsAtItsBound() throws Exception {
    try (Pair pair = pair()) {
      long start = System.nanoTime();
      stack.await(
          Duration.ofMillis(30),
          List.of(
              new Waiting(listener, Interest.INPUT),
              new Waiting(pair.observer(), Interest.INPUT),
              new Waiting(pair.closer(), Interest.ERRORS_ONLY)));
      assertThat(System.nanoTime() - start).isLessThan(Pair.TIMEOUT.toNanos());
    }
  }

  @Test
  void awaitReturnsWhenAnyOfThemMayGoOn() throws Exception {
    try (Pair pair = pair();
        Pair quiet = pair()) {
      Pair.send(pair.closer(), 1);
      long start = System.nanoTime();
      stack.await(
          Pair.TIMEOUT,
          List.of(
              new Waiting(listener, Interest.INPUT),
              new Waiting(quiet.observer(), Interest.INPUT),
              new Waiting(pair.observer(), Interest.INPUT)));
      assertThat(System.nanoTime() - start).isLessThan(Pair.TIMEOUT.toNanos());
      assertThat(pair.observer().poll(Interest.INPUT, Duration.ZERO).readable()).isTrue();
      assertThat(quiet.observer().poll(Interest.INPUT, Duration.ZERO).readable()).isFalse();
    }
  }

  @Test
  void awaitingAClosedSocketReturnsAtOnce() throws Exception {
    try (Pair pair = pair()) {
      pair.closer().close();
      long start = System.nanoTime();
      stack.await(Pair.TIMEOUT, List.of(new Waiting(pair.closer(), Interest.INPUT)));
      assertThat(System.nanoTime() - start).isLessThan(Pair.TIMEOUT.toNanos());
    }
  }
}

package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A connection with both ends in this process: the initiator observes, the responder closes. */
record Pair(TcpStack stack, TcpSocket observer, TcpSocket closer) implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  static Pair over(TcpStack stack, TcpListener listener) throws CallFailed {
    TcpSocket initiator = stack.open(family(listener.localAddress()));
    CallResult connecting = initiator.connect(listener.localAddress());
    stack.await(TIMEOUT, List.of(new Waiting(listener, Interest.INPUT)));
    Accepted accepted = listener.accept();
    if (!connecting.ok()) {
      initiator.poll(Interest.OUTPUT, TIMEOUT);
      assertThat(initiator.finishConnect()).isEqualTo(CallResult.ok(0));
    }
    assertThat(accepted.peer()).isEqualTo(initiator.localAddress());
    return new Pair(stack, initiator, Objects.requireNonNull(accepted.socket()));
  }

  static StandardProtocolFamily family(InetSocketAddress address) {
    return address.getAddress().getAddress().length == 4
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** Sends this many bytes, which must all be accepted at once. */
  static void send(TcpSocket socket, int count) {
    assertThat(socket.send(ByteBuffer.allocateDirect(count), false))
        .isEqualTo(CallResult.ok(count));
  }

  /** Receives exactly this many bytes, waiting for them. */
  static void receive(TcpSocket socket, int count) {
    ByteBuffer target = ByteBuffer.allocateDirect(count);
    while (target.hasRemaining()) {
      CallResult received = receive(socket, target);
      assertThat(received.ok()).as("received %s", received).isTrue();
      assertThat(received.value()).as("end of stream").isPositive();
    }
  }

  /** The first recv(2) with a result other than {@code EAGAIN}. */
  static CallResult receive(TcpSocket socket) {
    return receive(socket, ByteBuffer.allocateDirect(64));
  }

  private static CallResult receive(TcpSocket socket, ByteBuffer target) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    CallResult received = socket.receive(target);
    while (received.failedWith(Errno.EAGAIN) && System.nanoTime() < deadline) {
      socket.poll(Interest.INPUT, TIMEOUT);
      received = socket.receive(target);
    }
    return received;
  }

  @Override
  public void close() {
    observer.close();
    closer.close();
  }
}

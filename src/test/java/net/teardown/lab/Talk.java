package net.teardown.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.teardown.socket.Accepted;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.socket.Waiting;

/** A connection from one host to another, with both ends in this process. */
record Talk(TcpSocket initiator, TcpSocket responder) implements AutoCloseable {

  static final int PORT = 8007;
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final TcpStack STACK = TcpStack.forThisPlatform();

  static TcpListener listen(Host host, InetAddress address) {
    return host.call(() -> STACK.listen(new InetSocketAddress(address, PORT), 16));
  }

  /** Connects from a host directly to the listener's. */
  static Talk between(Host initiator, TcpListener listener) {
    return through(listener.localAddress().getAddress(), initiator, listener);
  }

  /** Connects from a host to an address by which the listener is reached. */
  static Talk through(InetAddress dialled, Host initiator, TcpListener listener) {
    TcpSocket socket = connect(initiator, dialled);
    STACK.await(TIMEOUT, List.of(new Waiting(listener, Interest.INPUT)));
    Accepted accepted = listener.accept();
    assertThat(accepted.result().ok()).as("accept: %s", accepted.result()).isTrue();
    return new Talk(socket, Objects.requireNonNull(accepted.socket()));
  }

  static TcpSocket connect(Host initiator, InetAddress dialled) {
    TcpSocket socket =
        initiator.call(() -> {
          TcpSocket opened =
              STACK.open(
                  dialled instanceof Inet4Address
                      ? StandardProtocolFamily.INET
                      : StandardProtocolFamily.INET6);
          opened.connect(new InetSocketAddress(dialled, PORT));
          return opened;
        });
    socket.poll(Interest.OUTPUT, TIMEOUT);
    assertThat(socket.finishConnect()).isEqualTo(CallResult.ok(0));
    return socket;
  }

  static void say(TcpSocket speaker, String words) {
    byte[] bytes = words.getBytes(StandardCharsets.US_ASCII);
    assertThat(speaker.send(ByteBuffer.wrap(bytes), false)).isEqualTo(CallResult.ok(bytes.length));
  }

  /** What is received, until this many bytes are there or the stream ends. */
  static String hear(TcpSocket listener, int bytes) {
    ByteBuffer target = ByteBuffer.allocate(bytes);
    CallResult received = receive(listener, target);
    while (received.value() > 0 && target.hasRemaining()) {
      received = receive(listener, target);
    }
    return new String(target.array(), 0, target.position(), StandardCharsets.US_ASCII);
  }

  /**
   * The first recv(2) with a result other than {@code EAGAIN}; {@code EAGAIN} if there is none in
   * ten seconds.
   */
  static CallResult receive(TcpSocket socket, ByteBuffer target) {
    return receive(socket, target, TIMEOUT);
  }

  static CallResult receive(TcpSocket socket, ByteBuffer target, Duration atMost) {
    CallResult received = socket.receive(target);
    if (received.failedWith(Errno.EAGAIN)) {
      socket.poll(Interest.INPUT, atMost);
      received = socket.receive(target);
    }
    return received;
  }

  /** Sends a byte that the responder leaves unread, so that its close sends a reset. */
  void abort() {
    say(initiator, "?");
    assertThat(responder.poll(Interest.INPUT, TIMEOUT).readable()).isTrue();
    responder.close();
  }

  @Override
  public void close() {
    initiator.close();
    responder.close();
  }
}

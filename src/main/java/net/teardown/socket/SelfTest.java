package net.teardown.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends two connections on loopback, one with a FIN and one with a reset, and checks that the kernel
 * tells them apart: old kernels can't, and systems that only emulate Linux may not.
 */
final class SelfTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * @param whyNoKernelEvidence empty if {@code TCP_INFO} tells a FIN from a reset
   * @param sockDiag whether sock_diag finds a socket that is known to exist
   */
  record Findings(Optional<String> whyNoKernelEvidence, boolean sockDiag) {}

  private final PosixStack stack;
  private boolean sockDiag;

  private SelfTest(PosixStack stack) {
    this.stack = stack;
  }

  static Findings of(PosixStack stack) {
    SelfTest test = new SelfTest(stack);
    try {
      return test.over(StandardProtocolFamily.INET, "127.0.0.1");
    } catch (CallFailed _) {
      // This host has no IPv4.
    }
    try {
      return test.over(StandardProtocolFamily.INET6, "::1");
    } catch (CallFailed e) {
      return new Findings(Optional.ofNullable(e.getMessage()), false);
    }
  }

  private Findings over(StandardProtocolFamily family, String loopback) throws CallFailed {
    InetSocketAddress anyPort = new InetSocketAddress(literal(loopback), 0);
    try (TcpListener listener = stack.listen(anyPort, 2)) {
      Optional<String> clean = differs(family, listener, false, 1, TcpInfo.CLOSE_WAIT);
      Optional<String> reset = differs(family, listener, true, 0, TcpInfo.CLOSE);
      return new Findings(clean.or(() -> reset), sockDiag);
    }
  }

  /**
   * Sends three bytes, then a FIN or a reset, and compares what the observer's kernel reports with
   * what it should. Returns the difference; empty if there is none.
   */
  private Optional<String> differs(
      StandardProtocolFamily family, TcpListener listener, boolean abort, long fins, int state)
      throws CallFailed {
    TcpSocket observer = stack.open(family);
    try {
      observer.connect(listener.localAddress());
      stack.await(PATIENCE, List.of(new Waiting(listener, Interest.INPUT)));
      TcpSocket closer = listener.accept().socket();
      if (closer == null || !observer.finishConnect().ok()) {
        return Optional.of("no connection over " + listener.localAddress());
      }
      sockDiag |=
          SockDiag.state(observer.localAddress(), listener.localAddress()) == TcpInfo.ESTABLISHED;
      closer.send(ByteBuffer.wrap(new byte[3]), false);
      if (abort) {
        closer.set(SocketOption.LINGER, 0);
      }
      closer.close();
      stack.await(PATIENCE, List.of(new Waiting(observer, Interest.INPUT)));
      long read = Math.max(0, observer.receive(ByteBuffer.allocate(2)).value());
      long unread = observer.unread().value();
      return observer
          .info()
          .map(info ->
              info.state() == state && info.bytesReceived() - read - unread == fins
                  ? ""
                  : "after %s, %s with %d read and %d unread"
                      .formatted(abort ? "a reset" : "a FIN", info, read, unread))
          .or(() -> Optional.of("TCP_INFO doesn't reach tcpi_bytes_received"))
          .filter(why -> !why.isEmpty());
    } finally {
      observer.close();
    }
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(address + " is a literal", e);
    }
  }
}

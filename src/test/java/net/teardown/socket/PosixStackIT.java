package net.teardown.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import net.teardown.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PosixStackIT {

  @BeforeAll
  static void needsLinux() {
    Needs.posixStack();
  }

  private static TcpStack stack() {
    return StackHolder.STACK;
  }

  /** Made at first use, so that on other platforms the tests are skipped before. */
  private static final class StackHolder {
    static final TcpStack STACK = new PosixStack();
  }

  @Nested
  class OverIpv4 extends PosixClaims {
    OverIpv4() {
      super(StandardProtocolFamily.INET);
    }
  }

  @Nested
  class OverIpv6 extends PosixClaims {
    OverIpv6() {
      super(StandardProtocolFamily.INET6);
    }
  }

  @Test
  void theKernelTestifiesHere() {
    assertThat(stack().name()).isEqualTo("posix");
    assertThat(stack().givesKernelEvidence()).isTrue();
  }

  /** Claims that only the kernel's evidence can show. */
  abstract static class PosixClaims extends TcpStackContract {
    PosixClaims(StandardProtocolFamily family) {
      super(stack(), family);
    }

    /** How many FINs were received: what arrived in sequence beyond the data, read or not. */
    private static long fins(TcpSocket socket, int read) {
      return info(socket).bytesReceived() - read - socket.unread().value();
    }

    private static TcpInfo info(TcpSocket socket) {
      return socket.info().orElseThrow();
    }

    @Test
    void closingWithUnreadDataSendsNoFin() throws Exception {
      try (Pair pair = pair()) {
        Pair.send(pair.observer(), 5);
        Pair.receive(pair.closer(), 1);
        Pair.send(pair.closer(), 3);
        pair.closer().close();

        assertThat(pair.observer().poll(Interest.ERRORS_ONLY, Pair.TIMEOUT))
            .isEqualTo(new Readiness(false, false, true, true, false));
        assertThat(fins(pair.observer(), 0)).isZero();
        assertThat(info(pair.observer()).stateName()).isEqualTo("CLOSE");
        assertThat(pair.observer().takeError()).isEqualTo(CallResult.failed(Errno.ECONNRESET));
        assertThat(pair.observer().takeError()).isEqualTo(CallResult.ok(0));
      }
    }

    @Test
    void closingWithNothingUnreadSendsAFinAlone() throws Exception {
      try (Pair pair = pair()) {
        Pair.send(pair.closer(), 3);
        pair.closer().close();

        Readiness ready = pair.observer().poll(Interest.BOTH, Pair.TIMEOUT);
        assertThat(ready).isEqualTo(new Readiness(true, true, false, false, true));
        assertThat(fins(pair.observer(), 0)).isEqualTo(1);
        Pair.receive(pair.observer(), 2);
        assertThat(fins(pair.observer(), 2)).isEqualTo(1);
        assertThat(info(pair.observer()).state()).isEqualTo(TcpInfo.CLOSE_WAIT);
        assertThat(pair.observer().takeError()).isEqualTo(CallResult.ok(0));
      }
    }

    @Test
    void halfCloseThenCloseWithUnreadDataHidesTheReset() throws Exception {
      try (Pair pair = pair()) {
        Pair.send(pair.observer(), 5);
        Pair.receive(pair.closer(), 1);
        pair.closer().shutdownWrite();
        pair.closer().close();

        assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));
        assertThat(pair.observer().poll(Interest.ERRORS_ONLY, Pair.TIMEOUT).error()).isTrue();
        assertThat(info(pair.observer()).state()).isEqualTo(TcpInfo.CLOSE);
        assertThat(fins(pair.observer(), 0)).isEqualTo(1);
        assertThat(pair.observer().takeError()).isEqualTo(CallResult.failed(Errno.EPIPE));
      }
    }

    @Test
    void aConnectionResetBeforeItsOpenWasFinishedWasStillOpen() throws Exception {
      TcpSocket initiator = stack.open(family);
      try {
        initiator.connect(listener.localAddress());
        initiator.poll(Interest.OUTPUT, Pair.TIMEOUT);
        TcpSocket accepted = Objects.requireNonNull(listener.accept().socket());
        accepted.set(SocketOption.LINGER, 0);
        accepted.close();

        assertThat(initiator.finishConnect()).isEqualTo(CallResult.ok(0));
        assertThat(Pair.receive(initiator)).isEqualTo(CallResult.failed(Errno.ECONNRESET));
      } finally {
        initiator.close();
      }
    }

    @Test
    void unacknowledgedFallsToZeroOnceThePeerHasIt() throws Exception {
      try (Pair pair = pair()) {
        Pair.send(pair.observer(), 5);
        pair.closer().poll(Interest.INPUT, Pair.TIMEOUT);
        assertThat(pair.observer().unacknowledged()).isEqualTo(CallResult.ok(0));
        assertThat(info(pair.observer()).rttMicros()).isPositive();
        assertThat(info(pair.observer()).sendMss()).isGreaterThan(500);
      }
    }

    @Test
    void whatIsUnacknowledgedCanBeToldFromTheKernelsCountsAsWell() throws Exception {
      try (Pair pair = pair()) {
        ByteBuffer much = ByteBuffer.allocateDirect(8 * 1024 * 1024);
        long sent = Math.max(0, pair.observer().send(much, false).value());
        TcpInfo info = info(pair.observer());

        assertThat(info.bytesAcked()).as("its SYN, and more").isGreaterThan(1);
        assertThat(sent + 1 - info.bytesAcked())
            .isPositive()
            .isEqualTo(pair.observer().unacknowledged().value());
        assertThat(info.notSentBytes()).isPositive();
      }
    }

    @Test
    void moreHoldsTheSegmentBack() throws Exception {
      try (Pair pair = pair()) {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        assertThat(pair.observer().send(one, true)).isEqualTo(CallResult.ok(1));
        assertThat(pair.observer().unacknowledged()).isEqualTo(CallResult.ok(1));
        assertThat(pair.closer().unread()).isEqualTo(CallResult.ok(0));

        assertThat(pair.observer().send(one.clear(), false)).isEqualTo(CallResult.ok(1));
        pair.closer().poll(Interest.INPUT, Pair.TIMEOUT);
        assertThat(pair.closer().unread()).isEqualTo(CallResult.ok(2));
      }
    }

    @Test
    void bothEndsSendWithoutDelay() throws Exception {
      try (Pair pair = pair()) {
        assertThat(noDelay(pair.observer())).isEqualTo(1);
        assertThat(noDelay(pair.closer())).isEqualTo(1);
      }
    }

    private static int noDelay(TcpSocket socket) {
      Scratch scratch = Scratch.ofThisThread();
      int result =
          scratch.libc.getsockopt(
              ((PosixSocket) socket).fd(),
              Linux.IPPROTO_TCP,
              Linux.TCP_NODELAY,
              scratch.option,
              scratch.length(scratch.option));
      assertThat(result).isZero();
      return scratch.option.get(JAVA_INT, 0);
    }

    @Test
    void aSecondCloseDoesNotTouchARecycledDescriptor() throws Exception {
      // Another thread of this process may take the descriptor first; then try again.
      for (int attempt = 0; attempt < 100; attempt++) {
        TcpSocket first = stack.open(family);
        int descriptor = ((PosixSocket) first).fd();
        first.close();
        TcpSocket second = stack.open(family);
        boolean recycled = ((PosixSocket) second).fd() == descriptor;
        assertThat(first.close()).isEqualTo(CallResult.failed(Errno.EBADF));
        assertThat(second.takeError()).as("still open").isEqualTo(CallResult.ok(0));
        second.close();
        if (recycled) {
          return;
        }
      }
      throw new AssertionError("the kernel never gave a descriptor twice");
    }

    @Test
    void bothEndsClosedCleanlyLeaveATimeWaitAtTheFirst() throws Exception {
      try (Pair pair = pair()) {
        InetSocketAddress local = pair.observer().localAddress();
        assertThat(stack.timeWait(local, listener.localAddress()))
            .as("while it is open")
            .isEqualTo(TimeWaitEntry.UNDECIDABLE);
        pair.observer().shutdownWrite();
        assertThat(Pair.receive(pair.closer())).isEqualTo(CallResult.ok(0));
        pair.closer().close();
        assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));

        assertThat(info(pair.observer()).state()).isEqualTo(TcpInfo.CLOSE);
        assertThat(stack.timeWait(local, listener.localAddress())).isEqualTo(TimeWaitEntry.PRESENT);
        assertThat(stack.timeWait(listener.localAddress(), local))
            .as("of the other end")
            .isEqualTo(TimeWaitEntry.ABSENT);
        assertThat(ProcNetTcp.state(local, listener.localAddress())).hasValue(TcpInfo.TIME_WAIT);
      }
    }

    @Test
    void aResetLeavesNoTimeWait() throws Exception {
      try (Pair pair = pair()) {
        InetSocketAddress local = pair.observer().localAddress();
        pair.observer().shutdownWrite();
        pair.closer().set(SocketOption.LINGER, 0);
        pair.closer().close();

        assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.failed(Errno.ECONNRESET));
        assertThat(stack.timeWait(local, listener.localAddress())).isEqualTo(TimeWaitEntry.ABSENT);
        assertThat(ProcNetTcp.state(local, listener.localAddress())).hasValue(SockDiag.NONE);
      }
    }

    @Test
    void aResetBehindTheFinTakesTheTimeWaitAwayAndIsSeenByNothingElse() throws Exception {
      // Some kernels let nobody else attach a filter (EPERM).
      Needs.root();
      try (Pair pair = pair()) {
        InetSocketAddress local = pair.observer().localAddress();
        Pair.send(pair.observer(), 5);
        pair.observer().shutdownWrite();
        Pair.receive(pair.closer(), 1);
        assertThat(pair.closer().poll(Interest.INPUT, Pair.TIMEOUT).peerHalfClosed()).isTrue();
        deafen(pair.closer());
        pair.closer().shutdownWrite();
        assertThat(Pair.receive(pair.observer())).isEqualTo(CallResult.ok(0));
        assertThat(stack.timeWait(local, listener.localAddress())).isEqualTo(TimeWaitEntry.PRESENT);

        pair.closer().close();

        assertThat(stack.timeWait(local, listener.localAddress())).isEqualTo(TimeWaitEntry.ABSENT);
        assertThat(fins(pair.observer(), 0)).isEqualTo(1);
        assertThat(info(pair.observer()).state()).isEqualTo(TcpInfo.CLOSE);
        assertThat(pair.observer().poll(Interest.ERRORS_ONLY, Duration.ZERO).error()).isFalse();
        assertThat(pair.observer().takeError()).isEqualTo(CallResult.ok(0));
      }
    }

    /**
     * Makes a socket drop everything it receives from now on, with a BPF filter of one instruction:
     * as if the acknowledgement of its FIN were still in flight, which on loopback it never is.
     */
    private static void deafen(TcpSocket socket) {
      Scratch scratch = Scratch.ofThisThread();
      int attachFilter = 26;
      short returnConstant = 0x06;
      try (Arena arena = Arena.ofConfined()) {
        // struct sock_filter, then struct sock_fprog of linux/filter.h.
        MemorySegment instruction = arena.allocate(8, 8);
        instruction.set(JAVA_SHORT, 0, returnConstant);
        MemorySegment program = arena.allocate(16, 8);
        program.set(JAVA_SHORT, 0, (short) 1);
        program.set(ADDRESS, 8, instruction);
        int fd = ((PosixSocket) socket).fd();
        assertThat(scratch.libc.setsockopt(fd, Linux.SOL_SOCKET, attachFilter, program, 16))
            .isZero();
      }
    }

    @Test
    void countersOfTheKernelMoveWhenWeAbort() throws Exception {
      KernelCounters before = KernelCounters.read();
      try (Pair pair = pair()) {
        Pair.send(pair.observer(), 5);
        pair.closer().poll(Interest.INPUT, Pair.TIMEOUT);
        pair.closer().close();
      }
      KernelCounters after = KernelCounters.read();

      assertThat(after.value("TcpExt", "TCPAbortOnClose").orElseThrow())
          .isGreaterThan(before.value("TcpExt", "TCPAbortOnClose").orElseThrow());
      assertThat(after.value("Tcp", "OutRsts").orElseThrow())
          .isGreaterThan(before.value("Tcp", "OutRsts").orElseThrow());
      assertThat(after.value("TcpExt", "NoSuchCounter")).isEmpty();
    }

    @Test
    void twentyThousandPairsLeaveNoDescriptorBehind() throws Exception {
      pair().close();
      long before = descriptors();
      for (int i = 0; i < 20_000; i++) {
        try (Pair pair = pair()) {
          // Leaves no TIME-WAIT either, because other tests look for them.
          pair.observer().set(SocketOption.LINGER, 0);
        }
      }
      assertThat(descriptors()).isLessThan(before + 100);
    }

    private static long descriptors() throws Exception {
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return open.count();
      }
    }

    @Test
    void lingerBelowZeroLetsCloseGoAtOnceThoughItWasToWait() throws Exception {
      try (Pair pair = pair()) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(256 * 1024);
        while (pair.closer().send(chunk.clear(), false).ok()) {
          // Fill the observer's window, so that the FIN can't be sent.
        }
        pair.closer().set(SocketOption.LINGER, 30);

        assertThat(pair.closer().set(SocketOption.LINGER, -1)).isEqualTo(CallResult.ok(0));
        long start = System.nanoTime();
        pair.closer().close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      }
    }

    @Test
    void lingerAboveZeroMakesCloseWaitForThePeer() throws Exception {
      try (Pair pair = pair()) {
        ByteBuffer chunk = ByteBuffer.allocateDirect(256 * 1024);
        while (pair.closer().send(chunk.clear(), false).ok()) {
          // Fill the observer's window, so that the FIN can't be sent.
        }
        pair.closer().set(SocketOption.LINGER, 1);
        long start = System.nanoTime();
        pair.closer().close();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isGreaterThan(Duration.ofMillis(900));
      }
    }
  }
}

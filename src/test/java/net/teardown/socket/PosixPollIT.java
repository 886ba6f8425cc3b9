package net.teardown.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.teardown.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims about waiting for many sockets on one thread. */
@Timeout(60)
class PosixPollIT {

  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private static TcpStack stack;
  private TcpListener listener;
  private SocketPoll poll;

  @BeforeAll
  static void needsTheStack() {
    Needs.posixStack();
    stack = TcpStack.forThisPlatform();
  }

  @BeforeEach
  void start() throws Exception {
    listener = stack.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    poll = stack.poll().orElseThrow();
  }

  @AfterEach
  void stop() {
    poll.close();
    listener.close();
  }

  private List<Long> await(Duration atMost) {
    List<Long> ready = new ArrayList<>();
    poll.await(atMost, ready::add);
    return ready;
  }

  @Test
  void eachWaitIsToldOnce() throws Exception {
    try (Pair pair = Pair.over(stack, listener)) {
      poll.watch(7, new Waiting(pair.observer(), Interest.INPUT));
      assertThat(await(Duration.ZERO)).isEmpty();
      Pair.send(pair.closer(), 1);

      assertThat(await(A_WHILE)).containsExactly(7L);
      assertThat(await(Duration.ZERO)).as("what was told already").isEmpty();
      poll.watch(8, new Waiting(pair.observer(), Interest.INPUT));
      assertThat(await(A_WHILE)).as("asked again, and still unread").containsExactly(8L);
    }
  }

  @Test
  void aWaitForErrorsEndsWithAResetAndWithNothingElse() throws Exception {
    try (Pair pair = Pair.over(stack, listener)) {
      poll.watch(1, new Waiting(pair.observer(), Interest.ERRORS_ONLY));
      Pair.send(pair.closer(), 1);
      assertThat(await(Duration.ofMillis(50))).isEmpty();

      pair.closer().set(SocketOption.LINGER, 0);
      pair.closer().close();

      assertThat(await(A_WHILE)).containsExactly(1L);
    }
  }

  @Test
  void aClosedSocketIsForgottenAndItsDescriptorMayBeAnothers() throws Exception {
    Pair first = Pair.over(stack, listener);
    poll.watch(1, new Waiting(first.observer(), Interest.INPUT));
    first.close();
    assertThat(poll.watch(1, new Waiting(first.observer(), Interest.INPUT))).isFalse();

    try (Pair second = Pair.over(stack, listener)) {
      assertThat(poll.watch(2, new Waiting(second.observer(), Interest.INPUT))).isTrue();
      Pair.send(second.closer(), 1);
      assertThat(await(A_WHILE)).containsExactly(2L);
    }
  }

  @Test
  void closingAWatchedSocketIsCloseAndNothingElse() throws Exception {
    try (Pair pair = Pair.over(stack, listener)) {
      Pair.send(pair.observer(), 5);
      pair.closer().poll(Interest.INPUT, A_WHILE);
      poll.watch(1, new Waiting(pair.closer(), Interest.OUTPUT));

      pair.closer().close();

      assertThat(Pair.receive(pair.observer()))
          .as("unread data makes it a reset, with no FIN before")
          .isEqualTo(CallResult.failed(Errno.ECONNRESET));
    }
  }

  @Test
  void whoeverWakesItEndsTheWaitThatIsUnderWayOrTheNextOne() throws Exception {
    poll.wakeUp();
    poll.wakeUp();
    assertThat(await(Duration.ofMinutes(10))).isEmpty();

    Thread waker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(100);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              poll.wakeUp();
            });
    assertThat(await(Duration.ofMinutes(10))).isEmpty();
    waker.join();
    poll.close();
    poll.wakeUp();
  }

  @Test
  void moreThanItTellsAtOnceAreAllTold() throws Exception {
    List<Pair> pairs = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Pair pair = Pair.over(stack, listener);
        pairs.add(pair);
        poll.watch(i, new Waiting(pair.observer(), Interest.OUTPUT));
      }
      Set<Long> told = new TreeSet<>();
      while (told.size() < 300) {
        List<Long> some = await(A_WHILE);
        assertThat(some).isNotEmpty();
        told.addAll(some);
      }
    } finally {
      pairs.forEach(Pair::close);
    }
  }
}

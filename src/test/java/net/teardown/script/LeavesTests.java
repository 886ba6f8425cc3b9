package net.teardown.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import net.teardown.instance.StandingThreads;
import net.teardown.script.Leaves.Result;
import net.teardown.servers.Listening;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what the other end sees of a connection that is left. */
@Timeout(60)
class LeavesTests {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final TcpStack stack = TcpStack.forThisPlatform();

  @Test
  void anOtherEndThatGreetsAndTakesItsTimeSeesAnOrderlyEnd() throws Exception {
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    CountDownLatch goOn = new CountDownLatch(1);
    try (Leaves leaves = leaves(1, LONG);
        Listening server =
            Listening.start(channel ->
                complete(
                    seen,
                    () -> {
                      channel.write(ByteBuffer.allocate(100_000));
                      int end = channel.read(ByteBuffer.allocate(1));
                      goOn.await();
                      channel.write(ByteBuffer.allocate(100_000));
                      return end;
                    }))) {
      leave(leaves, server.port());
      goOn.countDown();

      assertThat(seen).succeedsWithin(LONG).isEqualTo(-1);
      await().atMost(LONG).until(() -> leaves.left(Result.CLEAN) == 1);
    }
  }

  @Test
  void oneThatNeverEndsIsClosedWhenThePatienceIsOver() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Leaves leaves = leaves(1, Duration.ofMillis(200));
        Listening server = Listening.start(_ -> never.await())) {
      leave(leaves, server.port());

      await().atMost(LONG).until(() -> leaves.left(Result.IMPOLITE) == 1);
      assertThat(leaves.reserve(Duration.ZERO)).isNotNull();
      never.countDown();
    }
  }

  @Test
  void aResetIsCountedAsOne() throws Exception {
    try (Leaves leaves = leaves(1, LONG);
        Listening server =
            Listening.start(channel -> {
              channel.setOption(StandardSocketOptions.SO_LINGER, 0);
              channel.close();
            })) {
      leave(leaves, server.port());

      await().atMost(LONG).until(() -> leaves.left(Result.RESET) == 1);
    }
  }

  @Test
  void oneThatSendsForEverDelaysNoOther() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Leaves leaves = leaves(2, LONG);
        Listening sends =
            Listening.start(channel -> {
              ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
              while (over.getCount() > 0) {
                channel.write(bytes.clear());
              }
            });
        Listening ends = Listening.start(channel -> channel.read(ByteBuffer.allocate(1)))) {
      leave(leaves, sends.port());
      leave(leaves, ends.port());

      await().atMost(LONG).until(() -> leaves.left(Result.CLEAN) == 1);
      over.countDown();
    }
  }

  @Test
  void whereAllPlacesAreTakenTheNextOneWaits() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (Leaves leaves = leaves(1, LONG);
        Listening server = Listening.start(_ -> goOn.await())) {
      leave(leaves, server.port());

      assertThat(leaves.reserve(Duration.ofMillis(20))).isNull();
      goOn.countDown();
      assertThat(leaves.reserve(LONG)).isNotNull();
    }
  }

  @Test
  void whoComesWhereManyWaitIsRefusedAtOnce() throws Exception {
    try (Leaves leaves = leaves(1, LONG)) {
      assertThat(leaves.reserve(LONG)).isNotNull();
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        waiting.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    leaves.reserve(LONG);
                  } catch (InterruptedException _) {
                    // The test is over.
                  }
                }));
      }
      await()
          .atMost(LONG)
          .until(() ->
              waiting.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));

      assertThat(leaves.reserve(LONG)).isNull();
      waiting.forEach(Thread::interrupt);
    }
  }

  @Test
  void closingWaitsUntilAllHaveBeenLeft() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    List<CompletableFuture<Integer>> seen = new ArrayList<>();
    Leaves leaves = leaves(10, LONG);
    try (Listening server =
        Listening.start(channel -> {
          CompletableFuture<Integer> end = new CompletableFuture<>();
          synchronized (seen) {
            seen.add(end);
          }
          goOn.await();
          complete(end, () -> channel.read(ByteBuffer.allocate(1)));
        })) {
      for (int i = 0; i < 10; i++) {
        leave(leaves, server.port());
      }
      Thread closing = Thread.ofPlatform().start(leaves::close);
      assertThat(closing.join(Duration.ofMillis(50))).isFalse();
      goOn.countDown();

      assertThat(closing.join(LONG)).isTrue();
      assertThat(leaves.left(Result.CLEAN)).isEqualTo(10);
      assertThat(seen).hasSize(10).allSatisfy(end -> assertThat(end).isCompletedWithValue(-1));
    }
  }

  private static Leaves leaves(int most, Duration patience) {
    return new Leaves(most, patience, StandingThreads.ofThisProcess()::start);
  }

  private void leave(Leaves leaves, int port) throws Exception {
    Leaves.Place place = Objects.requireNonNull(leaves.reserve(LONG));
    TcpSocket socket = stack.open(StandardProtocolFamily.INET);
    if (!socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).ok()) {
      socket.poll(Interest.OUTPUT, LONG);
      assertThat(socket.finishConnect().ok()).isTrue();
    }
    place.leave(socket);
  }

  private interface Action {
    int done() throws IOException, InterruptedException;
  }

  private static void complete(CompletableFuture<Integer> seen, Action action) {
    try {
      seen.complete(action.done());
    } catch (IOException | InterruptedException e) {
      seen.completeExceptionally(e);
    }
  }
}

package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import net.teardown.servers.TlsSide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a run's records cost: ten million bytes in TLS 1.3, beside the JDK's engine over a blocking
 * SocketChannel. The server is the same for both, and measures from the first byte to the last.
 */
@Tag("bench")
class TlsBenchIT {

  private static final int BYTES = 10_000_000;
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 5;
  private static final double LEAST = 0.8;

  private static final AgainstServers CLIENT = new AgainstServers();

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  /** Sends the bytes to a server. */
  @FunctionalInterface
  private interface Sender {
    void send(Listening server) throws Exception;
  }

  @Test
  void tenMillionBytesGoAsFastAsByTheEngineAlone() throws Exception {
    double[] ratios = new double[ROUNDS];
    double[] ours = new double[ROUNDS];
    String load = Machine.load();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      boolean first = round % 2 == 0;
      double one = first ? rate(TlsBenchIT::byRun) : rate(TlsBenchIT::byEngine);
      double other = first ? rate(TlsBenchIT::byEngine) : rate(TlsBenchIT::byRun);
      if (round >= 0) {
        ours[round] = first ? one : other;
        ratios[round] = first ? one / other : other / one;
      }
    }
    Arrays.sort(ratios);
    Arrays.sort(ours);
    System.out.printf(
        "TLS 1.3, %,d bytes, load %s, %d rounds: %.0f MB/s, %.2f [%.2f-%.2f] times the engine over"
            + " a SocketChannel%n",
        BYTES, load, ROUNDS, ours[ROUNDS / 2], ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
    assertThat(ratios[ROUNDS / 2]).isGreaterThanOrEqualTo(LEAST);
  }

  /** Megabytes per second, as the server sees them. */
  private static double rate(Sender sender) throws Exception {
    CompletableFuture<Long> took = new CompletableFuture<>();
    Listening.Serving serving =
        channel -> {
          TlsSide tls = new TlsSide(channel, "TLSv1.3").handshake();
          long heard = tls.hear(1L);
          long began = System.nanoTime();
          tls.hear(BYTES - heard);
          took.complete(System.nanoTime() - began);
          tls.hearClose();
          tls.closeNotify();
        };
    try (Listening server = Listening.start(serving)) {
      sender.send(server);
      return BYTES * 1e3 / took.get(30, TimeUnit.SECONDS);
    }
  }

  private static void byRun(Listening server) {
    Outcome outcome =
        CLIENT.run(
            server,
            "'bytesSent':%d,'timeoutMillis':30000,'initiatorHalfCloses':true,'server':{'tls':{},'silenceMillis':0,'settleMillis':0}"
                .formatted(BYTES));
    assertThat(server(outcome).bytesAccepted()).as("%s", outcome).isEqualTo(BYTES);
  }

  private static void byEngine(Listening server) throws Exception {
    try (SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
      TlsSide tls = TlsSide.client(channel).handshake();
      tls.say(ByteBuffer.allocateDirect(BYTES));
      tls.closeNotify();
      // Unread tickets would reset the connection.
      channel.shutdownOutput();
      tls.hearClose();
    }
  }
}

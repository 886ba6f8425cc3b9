package net.teardown.run;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.spec.ResolvedName;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Verdict;
import net.teardown.policy.Author;
import net.teardown.policy.Policy;
import net.teardown.socket.TcpStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the verdict on a server's close, whichever end half-closes first. */
@Timeout(60)
class ServerRunTests {

  private static final String REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Policy policy = Policy.allowing("loopback");
  private ServerSocketChannel server;
  private Runner runner;

  @BeforeEach
  void start() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
    runner =
        new Runner(
            TcpStack.forThisPlatform(),
            "test",
            new RunnerProperties(1, 1, 1, 1, 4, 4),
            policy.loopback().address(),
            null,
            _ -> {});
  }

  @AfterEach
  void stop() throws Exception {
    runner.destroy();
    server.close();
  }

  @Test
  void whereANameWasGivenItIsToldWhichOfItsAddressesWasTried() throws Exception {
    serve(channel -> channel.write(US_ASCII.encode(REPLY)));
    Spec spec =
        Drafts.spec(
            "'server':{'request':{'http':{}}},'targetHost':'localhost','targetPort':"
                + ((InetSocketAddress) server.getLocalAddress()).getPort());
    Spec literal = Drafts.changed(spec, "{\"targetHost\":\"127.0.0.1\"}");

    ResolvedName named =
        Objects.requireNonNull(
            runner
                .run(policy.target(spec, Author.CALLER), new Asked(spec, Origin.REQUEST))
                .named());

    assertThat(named.addresses()).contains(named.addressTried());
    assertThat(
            runner
                .run(policy.target(literal, Author.CALLER), new Asked(literal, Origin.REQUEST))
                .named())
        .isNull();
  }

  @Test
  void aServerThatEndsCleanlyWhileTheClientHalfClosesIsNeverCalledReset() {
    serve(channel -> {
      channel.read(ByteBuffer.allocate(4096));
      channel.write(US_ASCII.encode(REPLY));
    });

    Map<Verdict, Integer> verdicts = ask(100, "'initiatorHalfCloses':true");

    // If both FINs cross, it can't be decided, and the outcome says so.
    assertThat(verdicts).doesNotContainKeys(Verdict.EOF_THEN_RESET, Verdict.RESET);
    assertThat(verdicts.getOrDefault(Verdict.CLEAN_EOF, 0)).isGreaterThan(80);
  }

  @Test
  void aServerThatAbortsBehindItsFinIsCalledThatThoughTheClientHalfCloses() {
    serve(channel -> {
      channel.read(ByteBuffer.allocate(1));
      channel.write(US_ASCII.encode(REPLY));
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    });

    Map<Verdict, Integer> verdicts = ask(50, "'initiatorHalfCloses':true");

    assertThat(verdicts).containsOnlyKeys(Verdict.RESET);
  }

  private interface Conversation {
    void with(SocketChannel channel) throws IOException;
  }

  /** Serves each connection with this conversation, then a plain close. */
  private void serve(Conversation conversation) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
              conversation.with(channel);
            } catch (IOException _) {
              // The test is over, or the client has gone.
            }
          }
        });
  }

  private Map<Verdict, Integer> ask(int times, String fields) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < times; i++) {
      Outcome outcome = run(fields);
      verdicts.merge(outcome.verdict(), 1, Integer::sum);
      assertThat(outcome.ends().server()).as("%s", outcome.verdict()).isPresent();
    }
    return verdicts;
  }

  private Outcome run(String fields) {
    try {
      InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
      Spec spec =
          Drafts.spec(
              "'server':{'request':{'http':{}},'silenceMillis':20,'settleMillis':20},'targetHost':'127.0.0.1','targetPort':%d,%s"
                  .formatted(address.getPort(), fields));
      return runner.run(policy.target(spec, Author.CALLER), new Asked(spec, Origin.REQUEST));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

package net.teardown.run;

import static net.teardown.run.AgainstServers.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that send urgent data (RFC 9293 3.8.5): a byte that the kernel counts as received, and
 * keeps apart from what is read unless it is told to leave it there.
 */
@Timeout(60)
class ServerUrgentDataTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  private static final String GET =
      "'server':{'request':{'http':{'method':'GET'}},'silenceMillis':300}";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  /** How such a server goes on. */
  enum Then {
    STAYS {
      @Override
      void go(SocketChannel channel) throws Exception {
        TimeUnit.SECONDS.sleep(3);
      }
    },
    ABORTS {
      @Override
      void go(SocketChannel channel) throws Exception {
        TimeUnit.MILLISECONDS.sleep(50);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    },
    CLOSES {
      @Override
      void go(SocketChannel channel) throws Exception {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    };

    abstract void go(SocketChannel channel) throws Exception;
  }

  private static Outcome urgent(Then then, String fields) throws Exception {
    try (Listening server =
        Listening.start(channel -> {
          channel.read(ByteBuffer.allocate(4096));
          Nasty.write(channel, OK);
          channel.socket().sendUrgentData('!');
          then.go(channel);
        })) {
      return CLIENT.run(server, fields);
    }
  }

  @ParameterizedTest
  @CsvSource({"STAYS, KEPT_OPEN", "ABORTS, RESET", "CLOSES, CLEAN_EOF"})
  void anUrgentByteIsNoFin(Then then, Verdict verdict) throws Exception {
    Outcome outcome = urgent(then, GET);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(verdict);
    assertThat(outcome.delivery()).isEqualTo(Delivery.WHOLE);
    assertThat(server(outcome))
        .extracting(ServerReport::replyBytes)
        .isEqualTo((long) OK.length() + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'closer':'INITIATOR','shutdownBeforeClose':true,'drainBeforeClose':true,'drainMillis':500,",
        ""
      })
  void norIsItInADrainOrAConversation(String closes) throws Exception {
    String conversation =
        "'server':{'turns':[{'say':{'http':{}}},{'hear':{'httpReply':true}},{'hear':{'silence':true}}],'silenceMillis':300}";
    Outcome outcome = urgent(Then.STAYS, closes.isEmpty() ? conversation : closes + GET);

    assertThat(outcome.verdict()).as("%s", outcome).isEqualTo(Verdict.KEPT_OPEN);
  }
}

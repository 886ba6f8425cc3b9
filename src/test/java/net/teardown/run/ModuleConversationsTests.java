package net.teardown.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static net.teardown.run.AgainstServers.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.terms.Verdict;
import net.teardown.probe.BuiltInModules;
import net.teardown.probe.ProbeModule;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the built-in modules say to a server and make of its answers, each against the bytes that
 * its real server has on the wire. What the real ones log and count of it is for {@code
 * RealModulesIT}.
 */
@Timeout(60)
class ModuleConversationsTests {

  private static final AgainstServers CLIENT = new AgainstServers();

  /** MariaDB 10.11: packet 0, a version, a thread's number, a scramble, flags, a plugin's name. */
  private static final String MARIADB_GREETS =
      packet(
          0,
          "\n"
              + "5.5.5-10.11.19-MariaDB\0\u0006\0\0\0005KZdeQD@\0\u00fe\u00f7\b\u0002\0\u00ff\u0081\u0015\0\0\0\0\0\0"
              + "\u001d\0\0\0Sal{G1]aNEO=\0mysql_native_password\0");

  private static final String MYSQL_8_GREETS =
      packet(
          0,
          "\n"
              + "8.0.40\0\u0008\0\0\0abcdefgh\0\u00ff\u00ff\u00ff\u0002\0\u00ff\u00df\u0015\0\0\0\0\0\0\0\0\0\0"
              + "abcdefghijkl\0caching_sha2_password\0");

  /** What a session came to, and what the server was told in it. */
  private record Session(ProbeModule module, Outcome outcome, String heard) {

    boolean success() {
      return module.isMetBy(outcome);
    }
  }

  /** A server's part, in which {@link Talk#hear} is what the client says. */
  @FunctionalInterface
  private interface Part {
    void play(Talk talk) throws Exception;
  }

  /** One end of a conversation; what it hears is one string at the end. */
  private static final class Talk {
    private final SocketChannel channel;
    private final StringBuilder heard = new StringBuilder();

    Talk(SocketChannel channel) {
      this.channel = channel;
    }

    Talk say(String bytes) throws IOException {
      Nasty.write(channel, bytes);
      return this;
    }

    /** Reads so many bytes, or to the end. */
    Talk hear(int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          break;
        }
      }
      heard.append(new String(bytes.array(), 0, bytes.position(), ISO_8859_1));
      return this;
    }

    /** Reads through an empty line. */
    Talk hearRequest() throws IOException {
      while (!heard.toString().endsWith("\r\n\r\n")) {
        hear(1);
      }
      return this;
    }

    /** Reads to the client's FIN; an RST in its place fails the test. */
    Talk hearTheEnd() throws IOException {
      return hear(1 << 16);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    CLIENT.close();
  }

  private static Session probe(String module, Part part) throws Exception {
    ProbeModule asks = BuiltInModules.named(module);
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (Listening server =
        Listening.start(channel -> {
          Talk talk = new Talk(channel);
          try {
            part.play(talk);
            heard.complete(talk.heard.toString());
          } catch (IOException e) {
            heard.completeExceptionally(e);
          }
        })) {
      Outcome outcome =
          CLIENT.run(asks.against("127.0.0.1:" + server.port(), Duration.ofSeconds(20)));
      assertThat(heard).as("%s", outcome).succeedsWithin(Duration.ofSeconds(20));
      return new Session(asks, outcome, heard.join());
    }
  }

  /** A packet of MySQL's protocol. */
  private static String packet(int number, String payload) {
    return "" + (char) payload.length() + "\0\0" + (char) number + payload;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"220 mail.example ESMTP\r\n", "220-mail.example\r\n220-no spam\r\n220 ready\r\n"})
  void aMailServerIsToldGoodbye(String greeting) throws Exception {
    Session session =
        probe(
            "smtp_banner",
            talk -> talk.say(greeting).hear(6).say("221 mail.example closing connection\r\n"));

    assertThat(session.success()).as("%s", session).isTrue();
    assertThat(session.heard()).isEqualTo("QUIT\r\n");
    assertThat(session.outcome().verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"554 no service\r\n", "421 too many connections\r\n", "SSH-2.0-x\r\n"})
  void whatGreetsOtherwiseIsNoMailServer(String greeting) throws Exception {
    Session session = probe("smtp_banner", talk -> talk.say(greeting));

    assertThat(session.success()).as("%s", session).isFalse();
    assertThat(server(session.outcome()).bytesOffered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n",
        "SSH-1.99-Cisco-1.25\n",
        "a line before it (RFC 4253 4.2)\r\nSSH-2.0-dropbear_2022.83\r\n"
      })
  void anSshServerIsLeftBehindItsOffer(String greeting) throws Exception {
    Session session =
        probe(
            "ssh_banner",
            talk ->
                talk.say(greeting)
                    .hear(18)
                    .say("\0\0\u0004\u0014\u0006\u0014" + "k".repeat(1042))
                    .hearTheEnd());

    assertThat(session.success()).as("%s", session).isTrue();
    assertThat(session.heard()).isEqualTo("SSH-2.0-teardown\r\n");
    assertThat(session.outcome().verdict()).isEqualTo(Verdict.CLEAN_EOF);
    assertThat(server(session.outcome()).unreadBytes()).isZero();
  }

  @Test
  void anSshServerThatTurnsTheCallerAwayIsNoSuccess() throws Exception {
    // OpenSSH beyond MaxStartups, and with a penalty.
    Session session = probe("ssh_banner", talk -> talk.say("Not allowed at this time\r\n"));

    assertThat(session.success()).as("%s", session).isFalse();
    assertThat(session.heard()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // AuthenticationSASL, AuthenticationMD5Password, AuthenticationCleartextPassword
        "R~~~#0017~~~#000aSCRAM-SHA-256~~",
        "R~~~#000c~~~#0005salt",
        "R~~~#0008~~~#0003",
        // AuthenticationOk, a parameter and ReadyForQuery, where everybody is let in
        "R~~~#0008~~~~S~~~#0019server_version~15.20~Z~~~#0005I"
      })
  void postgresIsLeftWhereItAsksForAPassword(String asks) throws Exception {
    Session session =
        probe("postgres_startup", talk -> talk.hear(41).say(bytes(asks)).hearTheEnd());

    assertThat(session.success()).as("%s", session).isTrue();
    assertThat(session.heard())
        .isEqualTo("\0\0\0)\0\u0003\0\0user\0teardown\0database\0postgres\0\0");
    assertThat(session.outcome().verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "E~~~#005cSFATAL~VFATAL~C53300~Msorry, too many clients"
            + " already~Fproc.c~L359~RInitProcess~~",
        "E~~~#0060SFATAL~VFATAL~C57P03~Mthe database system is starting up~Fpostmaster.c~L2397~R~~",
        "HTTP/1.1 400 Bad Request\r\n\r\n"
      })
  void aRefusalOfPostgresIsNoSuccess(String refusal) throws Exception {
    Session session = probe("postgres_startup", talk -> talk.hear(41).say(bytes(refusal)));

    assertThat(session.success()).as("%s", session).isFalse();
  }

  @Test
  void redisIsToldGoodbye() throws Exception {
    Session session =
        probe("redis_ping", talk -> talk.hear(6).say("+PONG\r\n").hear(6).say("+OK\r\n"));

    assertThat(session.success()).as("%s", session).isTrue();
    assertThat(session.heard()).isEqualTo("PING\r\nQUIT\r\n");
    assertThat(session.outcome().verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-NOAUTH Authentication required.\r\n",
        "-LOADING Redis is loading the dataset in memory\r\n",
        "-ERR max number of clients reached\r\n"
      })
  void anErrorOfRedisIsNoSuccess(String error) throws Exception {
    Session session = probe("redis_ping", talk -> talk.hear(6).say(error).hearTheEnd());

    assertThat(session.success()).as("%s", session).isFalse();
    assertThat(session.heard()).isEqualTo("PING\r\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mysqlIsLoggedInToAndToldGoodbye(boolean eight) throws Exception {
    Session session =
        probe(
            "mysql_login",
            talk ->
                talk.say(eight ? MYSQL_8_GREETS : MARIADB_GREETS)
                    .hear(68)
                    .say(packet(2, "\0\0\0\u0002\0\0\0"))
                    .hear(5));

    assertThat(session.success()).as("%s", session).isTrue();
    assertThat(session.heard())
        .isEqualTo(
            packet(
                    1,
                    "\u0001\u0082\b\0\0\0\0\u0001-"
                        + "\0".repeat(23)
                        + "teardown\0\0mysql_native_password\0")
                + packet(0, "\u0001"));
    assertThat(session.outcome().verdict()).isEqualTo(Verdict.CLEAN_EOF);
  }

  @Test
  void whoIsntLetInByMysqlSaysNoMore() throws Exception {
    String denied = packet(2, "\u00ff\u0015\u0004#28000Access denied for user 'teardown'@'h'");
    Session session = probe("mysql_login", talk -> talk.say(MARIADB_GREETS).hear(68).say(denied));

    assertThat(session.success()).as("%s", session).isFalse();
    assertThat(session.heard()).hasSize(68);
  }

  @Test
  void aBlockOfMysqlTurnsTheCallerAway() throws Exception {
    String blocked = packet(0, "\u00ffi\u0004Host 'h' is blocked because of many errors");
    Session session = probe("mysql_login", talk -> talk.say(blocked));

    assertThat(session.success()).as("%s", session).isFalse();
    assertThat(session.heard()).isEmpty();
  }

  @Test
  void theSecondRequestIsAnsweredBehindTheFirst() throws Exception {
    String reply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";
    Session session =
        probe(
            "http_keepalive_second",
            talk -> {
              talk.hearRequest().say(reply);
              talk.hear(1).hearRequest().say(reply).hearTheEnd();
            });

    assertThat(session.success()).as("%s", session).isTrue();
    assertThat(session.heard().split("GET / HTTP/1.1\r\n", -1)).hasSize(3);
    assertThat(server(session.outcome()).replies()).hasSize(2);
  }

  @Test
  void aServerThatKeepsNoConnectionFailsTheSecondRequest() throws Exception {
    Session session =
        probe(
            "http_keepalive_second",
            talk ->
                talk.hearRequest()
                    .say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nok\n"));

    assertThat(session.success()).as("%s", session).isFalse();
  }

  /** A tilde stands for a zero byte, and # with four hexadecimal digits for a character. */
  private static String bytes(String written) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      switch (written.charAt(i)) {
        case '~' -> bytes.append('\0');
        case '#' -> {
          bytes.append((char) Integer.parseInt(written, i + 1, i + 5, 16));
          i += 4;
        }
        default -> bytes.append(written.charAt(i));
      }
    }
    return bytes.toString();
  }
}

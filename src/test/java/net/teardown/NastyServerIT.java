package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.teardown.lab.Machine;
import net.teardown.servers.Listening;
import net.teardown.servers.Nasty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the service's reports about badly behaved servers, and that they do it no harm. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NastyServerIT {

  private static final int TIMEOUT_MILLIS = 2000;

  /** How much later than its deadline a run may end on a busy machine. */
  private static final int GRACE_MILLIS = 5000;

  /** Often enough to meet both addresses of a name that changes with every look. */
  private static final int OFTEN = Boolean.getBoolean("soak") ? 200 : 50;

  /** Less than the smallest of the endless or huge replies. */
  private static final long MAY_GROW_KIB = 128 << 10;

  private static final String GET =
      "'server':{'request':{'http':{'method':'GET'}},'silenceMillis':1500},'timeoutMillis':"
          + TIMEOUT_MILLIS;

  private static final String UPLOAD =
      "'server':{'request':{'http':{'method':'POST','bodyBytes':10485760}},'writing':'ALL_THEN_READ'},'timeoutMillis':20000";

  @TempDir private static Path directory;

  private static ServiceProcess service;

  private static long residentKibAtFirst;

  @BeforeAll
  static void startTheService() throws Exception {
    Needs.posixStack();
    Path hosts = name("127.0.0.1");
    service =
        ServiceProcess.start(
            List.of(
                "env",
                "JAVA_TOOL_OPTIONS=-Xmx128m -XX:MaxDirectMemorySize=32m -Djdk.net.hosts.file=%s"
                        .formatted(hosts)
                    + " -Dsun.net.inetaddr.ttl=0 -Dsun.net.inetaddr.negative.ttl=0"),
            directory,
            "--teardown.responder.port=0",
            "--teardown.policy.allow=127.0.0.1");
    residentKibAtFirst = residentKib("VmRSS");
  }

  @AfterAll
  static void endTheService() {
    if (service != null) {
      service.close();
    }
  }

  /** Their runs are side by side, because each lasts until its deadline. */
  @Test
  void whoNeverComesToAnEndIsLeftAtTheDeadline() throws Exception {
    List<Nasty> endless =
        List.of(
            Nasty.NEVER_ANSWERS,
            Nasty.ANSWERS_FOR_EVER,
            Nasty.SENDS_A_BYTE_A_SECOND,
            Nasty.SENDS_HEADERS_FOR_EVER,
            Nasty.SENDS_INTERIM_ANSWERS_FOR_EVER);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Probe>> asked =
          endless.stream().map(nasty -> callers.submit(() -> probe(nasty))).toList();
      for (int i = 0; i < endless.size(); i++) {
        Probe probe = asked.get(i).get();
        assertThat(probe.verdict()).as("%s: %s", endless.get(i), probe).isEqualTo("TIMED_OUT");
        assertThat(probe.durationMillis())
            .isBetween((long) TIMEOUT_MILLIS, (long) TIMEOUT_MILLIS + GRACE_MILLIS);
        assertThat(probe.toString()).hasSizeLessThan(32 * 1024);
        assertThat(probe.delivery()).isIn("UNKNOWN", "TRUNCATED");
      }
    }
    assertMemoryIsFlat();
  }

  private static Probe probe(Nasty nasty) throws Exception {
    try (Listening server = nasty.start()) {
      return Probe.of(service, server.port(), GET);
    }
  }

  @Test
  void whoNeverReadsIsLeftAtTheDeadline() throws Exception {
    try (Listening server = Nasty.NEVER_READS.start()) {
      Probe probe =
          Probe.of(
              service, server.port(), "'bytesSent':16777216,'timeoutMillis':" + TIMEOUT_MILLIS);
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo("TIMED_OUT");
      assertThat(probe.durationMillis()).isLessThan(TIMEOUT_MILLIS + GRACE_MILLIS);
      assertThat(probe.server().get("bytesAccepted").asLong())
          .isLessThan(probe.server().get("bytesOffered").asLong());
    }
  }

  @Test
  void aGibibyteIsReadToItsEndAndNotKept() throws Exception {
    try (Listening server = Nasty.SENDS_A_GIB.start()) {
      Probe probe =
          Probe.of(
              service,
              server.port(),
              "'server':{'request':{'http':{'method':'GET'}}},'timeoutMillis':60000");
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo("CLEAN_EOF");
      assertThat(probe.delivery()).isEqualTo("WHOLE");
      assertThat(probe.server().get("http").get("bodyBytes").asLong()).isEqualTo(1 << 30);
      assertThat(probe.toString()).hasSizeLessThan(32 * 1024);
    }
    assertMemoryIsFlat();
  }

  @ParameterizedTest
  @CsvSource({
    "CLOSES_LINGERING, CLEAN_EOF, LINGERING_CLOSE, WHOLE",
    "HALF_CLOSES_THEN_CLOSES, EOF_THEN_RESET, HALF_CLOSE_THEN_CLOSE, NOTHING",
    "CLOSES_UNREAD, RESET, PLAIN_CLOSE, NOTHING",
    "ABORTS_AFTER_ITS_ANSWER, RESET, ABORT, NOTHING"
  })
  void aRefusedUploadTellsHowTheServerClosed(
      Nasty nasty, String verdict, String teardown, String stopperGets) throws Exception {
    try (Listening server = nasty.start()) {
      Probe probe = Probe.of(service, server.port(), UPLOAD);
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo(verdict);
      // Of several that look alike from this end, each is named; a reset behind the FIN that
      // nothing
      // of this end's provoked looks like no other.
      assertThat(probe.teardowns()).as(probe.toString()).contains(teardown);
      boolean alone = "RESET_BEHIND_FIN".equals(probe.server().get("teardownSign").asString());
      assertThat(probe.teardowns()).hasSize(alone ? 1 : probe.teardowns().size());
      assertThat(probe.teardown()).isEqualTo(alone ? teardown : "UNKNOWN");
      assertThat(probe.readerGets()).isEqualTo("WHOLE 413");
      assertThat(probe.stopperGets()).startsWith(stopperGets);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROMISES_MORE_THAN_IT_SENDS, TRUNCATED",
    "SENDS_MORE_THAN_IT_PROMISES, WHOLE",
    "ENDS_IN_A_CHUNK, TRUNCATED",
    "SENDS_AN_ENORMOUS_CHUNK_SIZE, UNKNOWN",
    "SENDS_GARBAGE, UNKNOWN",
    "SPEAKS_TLS, UNKNOWN"
  })
  void aReplyIsWholeOrNotByItsOwnFramingAlone(Nasty nasty, String delivery) throws Exception {
    try (Listening server = nasty.start()) {
      Probe probe = Probe.of(service, server.port(), GET);
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo("CLEAN_EOF");
      assertThat(probe.delivery()).as(probe.toString()).isEqualTo(delivery);
      assertThat(probe.server().get("looksLikeTls").asBoolean(false))
          .isEqualTo(nasty == Nasty.SPEAKS_TLS);
    }
  }

  @Test
  void garbageIsShownEscaped() throws Exception {
    try (Listening server = Nasty.SENDS_GARBAGE.start()) {
      Probe probe = Probe.of(service, server.port(), GET);
      assertThat(probe.server().get("head").asString())
          .startsWith("\\x00\\x01\\x1B[2J\\xFF\\xFE")
          .matches("[ -~\n]*");
      String body =
          "{'targetHost':'127.0.0.1','targetPort':%d,%s}"
              .formatted(server.port(), GET)
              .replace('\'', '"');
      for (String format : List.of("svg", "text")) {
        String shown =
            service.post("/api/v1/experiments?store=false&format=" + format, body).body();
        assertThat(shown).as(format).doesNotContain("\u001b", "\u0000");
        if (format.equals("svg")) {
          assertThat(shown).startsWith("<svg").doesNotContain("<script");
        }
      }
    }
  }

  @Test
  void aBannerIsNoPartOfTheReply() throws Exception {
    try (Listening server = Nasty.SPEAKS_FIRST.start()) {
      Probe probe = Probe.of(service, server.port(), "'server':{'request':{'text':'QUIT\\r\\n'}}");
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo("CLEAN_EOF");
      // Bytes that arrive while the first byte is being sent may count as either.
      assertThat(probe.server().get("bannerBytes").asInt()).isIn(0, Nasty.BANNER.length());
      assertThat(
              probe.server().get("bannerBytes").asInt() + probe.server().get("replyBytes").asInt())
          .isEqualTo(Nasty.BANNER.length() + "221 bye\r\n".length());
      assertThat(probe.server().get("firstLine").asString()).isEqualTo("220 at your service");
    }
  }

  @Test
  void whoSpeaksFirstAndIsToldNothingKeepsTheConnection() throws Exception {
    try (Listening server = Nasty.SPEAKS_FIRST.start()) {
      Probe probe = Probe.of(service, server.port(), "'bytesSent':0");
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo("KEPT_OPEN");
      assertThat(probe.server().get("bannerBytes").asInt()).isEqualTo(Nasty.BANNER.length());
    }
  }

  @ParameterizedTest
  @CsvSource({"CLOSES_AT_ACCEPT, CLEAN_EOF", "RESETS_AT_ACCEPT, RESET"})
  void whoClosesAtAcceptIsSeenToByThoseWhoSayNothing(Nasty nasty, String verdict) throws Exception {
    try (Listening server = nasty.start()) {
      Probe probe = Probe.of(service, server.port(), "'bytesSent':0");
      assertThat(probe.verdict()).as(probe.toString()).isEqualTo(verdict);
      assertThat(probe.server().get("replyBytes").asInt()).isZero();
    }
  }

  /** Whether the request arrives before or after the close is a race. */
  @Test
  void whoClosesAtAcceptResetsThoseWhoSaySomething() throws Exception {
    try (Listening server = Nasty.CLOSES_AT_ACCEPT.start()) {
      Probe probe = Probe.of(service, server.port(), GET);
      assertThat(Set.of("RESET", "EOF_THEN_RESET")).contains(probe.verdict());
      assertThat(probe.readerGets()).isEqualTo("NOTHING");
    }
  }

  @Test
  void aRedirectLeadsNowhere() throws Exception {
    try (Listening elsewhere = Nasty.CLOSES_LINGERING.start();
        Listening server =
            Listening.start(channel -> {
              Nasty.awaitRequest(channel);
              Nasty.write(
                  channel,
                  "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
                      .formatted(elsewhere.port()));
              Nasty.lingeringClose(channel);
            })) {
      Probe probe = Probe.of(service, server.port(), GET);
      assertThat(probe.status()).isEqualTo(302);
      assertThat(server.accepted()).isOne();
      assertThat(elsewhere.accepted()).isZero();
    }
  }

  @Test
  void aNameThatChangesItsAddressAllTheTimeLeadsToNoOtherThanWasAllowed() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread changing =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 0; !over.get(); i++) {
                name(i % 2 == 0 ? "127.0.0.2" : "127.0.0.1");
              }
            });
    try (ExecutorService callers = Executors.newFixedThreadPool(5);
        Listening allowed = Nasty.CLOSES_LINGERING.start();
        Listening other =
            Listening.start(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), allowed.port()),
                channel -> {})) {
      int denied = 0;
      Callable<HttpResponse<String>> ask =
          () -> Probe.ask(service, "changes.example", allowed.port(), GET);
      for (Future<HttpResponse<String>> answer :
          callers.invokeAll(Collections.nCopies(OFTEN, ask))) {
        HttpResponse<String> response = answer.get();
        assertThat(response.statusCode()).as(response.body()).isIn(200, 403);
        denied += response.statusCode() == 403 ? 1 : 0;
      }
      assertThat(denied).isBetween(1, OFTEN - 1);
      assertThat(allowed.accepted()).isEqualTo(OFTEN - denied);
      assertThat(other.accepted()).isZero();
    } finally {
      over.set(true);
      changing.join();
    }
  }

  /** Makes the name resolve to this address from now on. */
  private static Path name(String address) {
    try {
      Path hosts = directory.resolve("hosts");
      Path next = directory.resolve("hosts.next");
      Files.writeString(next, address + " changes.example\n127.0.0.1 localhost\n");
      return Files.move(
          next, hosts, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertMemoryIsFlat() throws Exception {
    assertThat(residentKib("VmHWM") - residentKibAtFirst).isLessThan(MAY_GROW_KIB);
    assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
  }

  private static long residentKib(String field) throws IOException {
    return Machine.status(service.process().pid(), field);
  }
}

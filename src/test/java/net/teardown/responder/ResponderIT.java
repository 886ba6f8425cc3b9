package net.teardown.responder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.teardown.Needs;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.responder.FarEnd.BothEnds;
import net.teardown.responder.SessionEnded.Result;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Report.State;
import net.teardown.responder.control.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions from arming to their report, with an initiator on a real connection. */
@Timeout(60)
class ResponderIT {

  private static final String PAPER = "'bytesSent':5,'bytesRead':1";

  private FarEnd far;

  @BeforeEach
  void start() {
    Needs.posixStack();
    far = FarEnd.start();
  }

  @AfterEach
  void close() {
    far.close();
  }

  @Test
  void closingWithUnreadDataResetsTheInitiator() throws Exception {
    BothEnds ends = far.play(PAPER);

    Evidence evidence = ends.evidence();
    assertThat(evidence.resetReceived()).isTrue();
    assertThat(evidence.finReceived()).isFalse();
    Report report = ends.report();
    assertThat(report.state()).isEqualTo(State.FINISHED);
    assertThat(report.end().unreadAtClose()).isEqualTo(4);
    assertThat(report.end().bytesRead()).isEqualTo(1);
    assertThat(report.end().stateAtClose()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(report.end().closed()).isTrue();
    assertThat(report.end().alteredAt()).isNull();
    TcpCounts tcp = Objects.requireNonNull(report.end().tcp());
    assertThat(tcp.rttMicros()).isPositive();
    assertThat(tcp.pathMtu()).isPositive();
    assertThat(tcp.retransmits()).isZero();
    assertThat(tcp.unacknowledgedBytes()).as("it was asked right before its close").isZero();
    assertThat(Objects.requireNonNull(ends.initiator().tcp()).unacknowledgedBytes())
        .as("in CLOSE the kernel would say 0, so it doesn't count")
        .satisfiesAnyOf(count -> assertThat(count).isNull(), count -> assertThat(count).isZero());
    assertThat(report.end().steps())
        .isSortedAccordingTo((a, b) -> Long.compare(a.atMicros(), b.atMicros()));
    assertThat(report.end().steps().getFirst().atMicros()).isPositive();
    assertThat(report.initiatorAddress()).isEqualTo(ends.initiator().address());
    assertThat(report.precededBy()).isNull();
    assertThat(report.instance()).isEqualTo(far.instance);
    assertThat(report.answeredMicros())
        .isGreaterThanOrEqualTo(report.end().steps().getLast().untilMicros());
    assertThat(far.ended).containsExactly(Result.FINISHED);
  }

  @Test
  void aHalfCloseBeforeItHidesTheReset() throws Exception {
    BothEnds ends = far.play(PAPER + ",'shutdownBeforeClose':true");

    Evidence evidence = ends.evidence();
    assertThat(evidence.endOfStream()).isTrue();
    assertThat(evidence.finReceived()).isTrue();
    assertThat(evidence.resetReceived()).isTrue();
    assertThat(ends.report().end().unreadAtClose()).isEqualTo(4);
  }

  @Test
  void readingEverythingEndsCleanAndTheReplyIsWhole() throws Exception {
    BothEnds ends = far.play("'bytesSent':5,'replyBytes':200000,'observerReads':'PROMPT'");

    assertThat(ends.initiator().bytesRead()).isEqualTo(200_000);
    assertThat(ends.evidence().finReceived()).isTrue();
    assertThat(ends.evidence().resetReceived()).isFalse();
    assertThat(ends.report().end().bytesAccepted()).isEqualTo(200_000);
    assertThat(ends.report().end().unreadAtClose()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, true"})
  void theResponderObservesWhereTheInitiatorCloses(boolean shutdown, boolean fin) throws Exception {
    BothEnds ends =
        far.play(
            "'bytesSent':5,'replyBytes':7,'bytesRead':2,'closer':'INITIATOR','shutdownBeforeClose':"
                + shutdown);

    Evidence evidence = ends.evidence();
    assertThat(evidence.resetReceived()).isTrue();
    assertThat(evidence.finReceived()).isEqualTo(fin);
    assertThat(ends.report().end().bytesRead()).isEqualTo(5);
    assertThat(ends.report().end().bytesAccepted()).isEqualTo(7);
    assertThat(ends.initiator().unreadAtClose()).isEqualTo(5);
  }

  @Test
  void whatFollowsTheTicketIsLeftToTheScriptEvenIfItComesBitByBit() throws Exception {
    Session session = far.arm("'bytesSent':3,'replyBytes':2");
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (byte b : FarEnd.ticket(session)) {
        socket.getOutputStream().write(b);
        Thread.sleep(2);
      }
      assertThat(far.report(session, 0).state()).isIn(State.ARMED, State.RUNNING);
      socket.getOutputStream().write(new byte[] {'a', 'b', 'c'});

      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("ab");
    }
    EndRecord end = far.report(session, 5_000).end();
    assertThat(end.bytesRead()).isEqualTo(3);
    assertThat(end.unreadAtClose()).isZero();
    assertThat(end.alteredAt()).isNull();
  }

  @Test
  void aTicketIsGoodOnce() throws Exception {
    Session session = far.arm("'bytesSent':1");
    try (Socket first = connect();
        Socket second = connect()) {
      first.getOutputStream().write(FarEnd.ticket(session));
      await().until(() -> far.report(session, 0).state() == State.RUNNING);
      second.getOutputStream().write(FarEnd.ticket(session));

      assertThat(second.getInputStream().readAllBytes()).asString().contains("unknown ticket");
      first.getOutputStream().write('a');
      assertThat(far.report(session, 5_000).end().bytesRead()).isEqualTo(1);
    }
    await().until(() -> far.strangers() == 1);
  }

  @Test
  void aTicketThatNobodyShowsExpires() {
    Session session = far.arm(PAPER, 300);

    Report report = far.report(session, 5_000);

    assertThat(report.state()).isEqualTo(State.EXPIRED);
    assertThat(report.end()).isEqualTo(EndRecord.IDLE);
    assertThat(report.answeredMicros()).isBetween(270_000L, 1_000_000L);
    assertThat(far.ended).containsExactly(Result.EXPIRED);
    assertThat(far.responder.openSessions()).isZero();
  }

  @Test
  void aReportIsGivenInTimeThoughTheScriptIsStuck() throws Exception {
    Session session = far.arm("'bytesSent':5", 1_000);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(FarEnd.ticket(session));

      Report report = far.report(session, 5_000);

      assertThat(report.state()).isEqualTo(State.FINISHED);
      assertThat(report.end().stoppedIn()).isEqualTo(Phase.RECEIVE);
      assertThat(report.answeredMicros()).isBetween(700_000L, 1_000_000L);
    }
    assertThat(far.ended).containsExactly(Result.STOPPED);
  }

  @Test
  void aReportWaitsNoLongerThanAsked() {
    Session session = far.arm(PAPER);

    Report report = far.report(session, 100);

    assertThat(report.state()).isEqualTo(State.ARMED);
    assertThat(report.initiatorAddress()).isNull();
    assertThat(report.answeredMicros() - report.receivedMicros()).isBetween(100_000L, 2_000_000L);
  }

  @Test
  void aDisarmedTicketIsVoid() throws Exception {
    Session session = far.arm(PAPER);
    far.responder.disarm(session.id());

    try (Socket socket = connect()) {
      socket.getOutputStream().write(FarEnd.ticket(session));
      assertThat(socket.getInputStream().readAllBytes()).asString().contains("unknown ticket");
    }
    assertThat(far.report(session, 5_000).state()).isEqualTo(State.DISARMED);
    assertThat(far.ended).containsExactly(Result.DISARMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROMPT", "BLOCKED", "LATE"})
  void disarmingStopsWhatRuns(String reads) throws Exception {
    Session session =
        far.arm("'bytesSent':1,'closer':'INITIATOR','observerReads':'%s'".formatted(reads), 60_000);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(FarEnd.ticket(session));
      socket.getOutputStream().write('a');
      await().until(() -> far.report(session, 0).state() == State.RUNNING);
      far.responder.disarm(session.id());

      Report report = far.report(session, 2_000);
      assertThat(report.state()).isEqualTo(State.DISARMED);
      assertThat(report.end().stoppedIn()).isNotNull();
    }
    assertThat(far.ended).containsExactly(Result.DISARMED);
  }

  @Test
  void noMoreSessionsAreOpenThanAllowed() throws Exception {
    try (FarEnd two = FarEnd.start("127.0.0.1", 2, 64, Duration.ofSeconds(5))) {
      Session first = two.arm(PAPER);
      two.arm(PAPER);
      assertThatThrownBy(() -> two.arm(PAPER))
          .isInstanceOf(SessionsFull.class)
          .hasMessageContaining("teardown.responder.max-sessions");

      two.responder.disarm(first.id());
      for (int i = 0; i < 20; i++) {
        assertThat(two.play(PAPER).report().end().unreadAtClose()).isEqualTo(4);
      }
      assertThat(two.responder.openSessions()).isEqualTo(1);
    }
  }

  @Test
  void thirtyTwoSessionsAtOnceAreNotMixedUp() throws Exception {
    Set<String> addresses = new HashSet<>();
    try (ExecutorService initiators = Executors.newFixedThreadPool(32)) {
      List<Future<BothEnds>> runs = new ArrayList<>();
      for (int i = 0; i < 320; i++) {
        String fields = "'bytesSent':%d,'bytesRead':%d,'replyBytes':%d".formatted(i + 5, i + 1, i);
        runs.add(initiators.submit(() -> far.play(fields)));
      }
      for (int i = 0; i < runs.size(); i++) {
        BothEnds ends = runs.get(i).get();
        EndRecord end = ends.report().end();
        assertThat(end.bytesRead()).isEqualTo(i + 1);
        assertThat(end.unreadAtClose()).isEqualTo(4);
        assertThat(end.bytesAccepted()).isEqualTo(i);
        assertThat(end.alteredAt()).isNull();
        assertThat(ends.evidence().resetReceived()).isTrue();
        assertThat(ends.report().initiatorAddress()).isEqualTo(ends.initiator().address());
        addresses.add(ends.initiator().address());
      }
    }
    assertThat(far.ended).hasSize(320).containsOnly(Result.FINISHED);
    assertThat(far.strangers()).isZero();
    assertThat(addresses).hasSizeGreaterThan(300);
  }

  @Test
  void aSessionThatIsOverIsKnownForAWhileAndOldOnesGoFirst() throws Exception {
    try (FarEnd one = FarEnd.start("127.0.0.1", 1, 64, Duration.ofSeconds(5))) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Session session = one.arm("'bytesSent':1");
        one.play("'bytesSent':1", "127.0.0.1", session);
        sessions.add(session);
      }
      assertThat(one.report(sessions.getLast(), 0).end().bytesRead()).isEqualTo(1);
      await()
          .untilAsserted(() ->
              assertThatThrownBy(() -> one.report(sessions.getFirst(), 0))
                  .isInstanceOf(SessionUnknown.class));
    }
  }

  @Test
  void whoeverIsUnknownIsToldWhoWasAsked() {
    UUID unknown = UUID.randomUUID();
    assertThatThrownBy(() -> far.responder.report(unknown, 0, System.nanoTime()))
        .isInstanceOf(SessionUnknown.class)
        .hasMessageContaining("probe-b")
        .hasMessageContaining(far.instance.toString())
        .hasMessageContaining(unknown.toString());
    assertThatThrownBy(() -> far.responder.disarm(unknown)).isInstanceOf(SessionUnknown.class);
    assertThatThrownBy(() -> far.responder.closed(unknown, new InitiatorClosed("127.0.0.1:1")))
        .isInstanceOf(SessionUnknown.class);
  }

  @Test
  void anotherProtocolIsRefusedByItsNumber() {
    ArmRequest request = new ArmRequest(2, FarEnd.draft(PAPER), 5_000, "probe-a");

    assertThatThrownBy(() -> far.responder.arm(request, System.nanoTime()))
        .isInstanceOf(InvalidControl.class)
        .hasMessage("'protocol' must be 1, which is what Teardown 1.2.3 here speaks, not 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void allAddressesAreThoseOfBothFamilies(String address) throws Exception {
    try (FarEnd open = FarEnd.start("0.0.0.0", 64, 64, Duration.ofSeconds(5))) {
      BothEnds ends = open.play(PAPER, address);

      assertThat(ends.evidence().resetReceived()).isTrue();
      assertThat(ends.report().initiatorAddress())
          .isEqualTo(ends.initiator().address())
          .startsWith(address.contains(":") ? "[::1]:" : "127.0.0.1:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theSocketsOfEveryPlatformDoToo(String address) throws Exception {
    try (FarEnd portable = FarEnd.portable()) {
      BothEnds ends = portable.play(PAPER, address);

      assertThat(ends.evidence().resetReceived()).isTrue();
      assertThat(ends.report().stack()).isEqualTo("jdk");
      assertThat(ends.report().evidenceLevel()).isEqualTo(EvidenceLevel.APPLICATION);
      assertThat(ends.report().initiatorAddress()).isEqualTo(ends.initiator().address());
      try (Socket stranger = new Socket(InetAddress.getByName(address), portable.port())) {
        stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        assertThat(stranger.getInputStream().readAllBytes()).isEmpty();
      }
      await().until(() -> portable.strangers() == 1);
    }
  }

  @Test
  void theEndOfAResponderIsQuickWhateverRuns() throws Exception {
    Session armed = far.arm(PAPER, 60_000);
    Session stuck = far.arm("'bytesSent':5,'closer':'INITIATOR','observerReads':'BLOCKED'", 60_000);
    try (Socket socket = connect();
        Socket idle = connect()) {
      socket.getOutputStream().write(FarEnd.ticket(stuck));
      await().until(() -> far.report(stuck, 0).state() == State.RUNNING);

      long at = System.nanoTime();
      far.close();
      assertThat(Duration.ofNanos(System.nanoTime() - at)).isLessThan(Duration.ofSeconds(2));

      assertThat(far.report(armed, 60_000).state()).isEqualTo(State.DISARMED);
      assertThat(far.report(stuck, 60_000).state()).isEqualTo(State.DISARMED);
      assertThatThrownBy(() -> far.arm(PAPER)).isInstanceOf(ResponderUnavailable.class);
      assertThat(idle.getInputStream().read()).isNegative();
      assertThatThrownBy(this::connect).hasMessageContaining("refused");
    }
  }

  private Socket connect() throws Exception {
    return new Socket(InetAddress.getLoopbackAddress(), far.port());
  }
}

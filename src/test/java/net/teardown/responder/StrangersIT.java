package net.teardown.responder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.teardown.Needs;
import net.teardown.responder.SessionEnded.Result;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Report.State;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrongInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to the data port without a ticket: none gets a reset, none disturbs a session. */
@Timeout(60)
class StrangersIT {

  private static final String PAPER = "'bytesSent':5,'bytesRead':1";

  private FarEnd far;

  @BeforeEach
  void start() {
    Needs.posixStack();
    far = FarEnd.start("127.0.0.1", 8, 64, Duration.ofMillis(400));
  }

  /** Checks that a session still works after each test. */
  @AfterEach
  void aSessionStillWorks() throws Exception {
    try {
      assertThat(far.play(PAPER).report().end().unreadAtClose()).isEqualTo(4);
    } finally {
      far.close();
    }
  }

  @Test
  void aPortScanIsAStranger() throws Exception {
    for (int i = 0; i < 50; i++) {
      connect().close();
    }
    counted(50);
  }

  @Test
  void anHttpRequestIsEndedCleanly() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));

      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    counted(1);
  }

  @Test
  void aSlowDribbleIsEndedAfterTheTicketsTime() throws Exception {
    try (Socket socket = connect()) {
      long at = System.nanoTime();
      for (int i = 0; i < 12; i++) {
        socket.getOutputStream().write('T');
        Thread.sleep(50);
      }
      assertThat(socket.getInputStream().read()).isNegative();
      assertThat(Duration.ofNanos(System.nanoTime() - at)).isLessThan(Duration.ofSeconds(2));
      // What is sent after that is read as well.
      socket.getOutputStream().write(new byte[100]);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isNegative();
    }
    counted(1);
  }

  @Test
  void aMebibyteOfGarbageIsReadToItsEnd() throws Exception {
    byte[] garbage = new byte[1024 * 1024];
    try (Socket socket = connect()) {
      socket.getOutputStream().write(garbage);
      socket.shutdownOutput();

      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    counted(1);
  }

  @Test
  void oneWhoSaysNothingIsEndedAfterTheTicketsTime() throws Exception {
    try (Socket socket = connect()) {
      long at = System.nanoTime();
      assertThat(socket.getInputStream().read()).isNegative();
      assertThat(Duration.ofNanos(System.nanoTime() - at))
          .isCloseTo(Duration.ofMillis(400), Duration.ofMillis(600));
    }
    counted(1);
  }

  @Test
  void twoHundredIdleConnectionsDontKeepASessionOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try (FarEnd patient = FarEnd.start("127.0.0.1", 8, 64, Duration.ofSeconds(30))) {
      for (int i = 0; i < 200; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), patient.port()));
      }
      assertThat(patient.play(PAPER).report().end().unreadAtClose()).isEqualTo(4);
      // The oldest have been closed; the youngest may still send a ticket. One more was closed if
      // the initiator was accepted before its ticket came.
      await().until(() -> patient.strangers() >= 200 - 64);
      for (Socket socket : idle.subList(0, 200 - 64)) {
        assertThat(socket.getInputStream().read()).isNegative();
      }
      Session session = patient.arm("'bytesSent':1");
      Socket youngest = idle.getLast();
      youngest.getOutputStream().write(FarEnd.ticket(session));
      youngest.getOutputStream().write('a');
      assertThat(patient.report(session, 5_000).end().bytesRead()).isEqualTo(1);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void aTicketOfAnotherInstanceIsAnsweredWithTheNameOfThisOne() throws Exception {
    String other = "5444" + "00".repeat(14);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(HexFormat.of().parseHex(other));
      socket.getOutputStream().write(new byte[1000]);

      byte[] line = socket.getInputStream().readAllBytes();
      assertThat(WrongInstance.parse(line)).contains(new WrongInstance(far.instance, "probe-b"));
    }
    counted(1);
  }

  @Test
  void sixteenOtherBytesAreNoTicket() throws Exception {
    Session session = far.arm(PAPER);
    byte[] ticket = FarEnd.ticket(session);
    ticket[0] = 'X';
    try (Socket socket = connect()) {
      socket.getOutputStream().write(ticket);
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    counted(1);
    assertThat(far.report(session, 0).state()).isEqualTo(State.ARMED);
  }

  @Test
  void whatStandsInFrontOfATicketIsReported() throws Exception {
    Session session = far.arm(PAPER);
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write("PROXY TCP4 10.0.0.1 10.0.0.2 41234 8007\r\n".getBytes(ISO_8859_1));
      out.flush();
      Thread.sleep(20);
      out.write(FarEnd.ticket(session));
      out.write("abcde".getBytes(ISO_8859_1));

      Report report = far.report(session, 5_000);
      assertThat(report.state()).isEqualTo(State.FINISHED);
      assertThat(report.precededBy())
          .isEqualTo("PROXY TCP4 10.0.0.1 10.0.0.2 41234 8007\\x0D\\x0A");
      assertThat(report.initiatorAddress()).isEqualTo("127.0.0.1:" + socket.getLocalPort());
      assertThat(report.end().steps()).isEmpty();
      assertThat(socket.getInputStream().read()).isNegative();
    }
    assertThat(far.ended).containsExactly(Result.PRECEDED);
    assertThat(far.strangers()).isZero();
  }

  @Test
  void aBinaryHeaderIsReportedInPrintAndCutShort() throws Exception {
    Session session = far.arm(PAPER);
    byte[] header = new byte[400];
    System.arraycopy("\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1), 0, header, 0, 12);
    try (Socket socket = connect()) {
      socket.getOutputStream().write(header);
      socket.getOutputStream().write(FarEnd.ticket(session));

      assertThat(far.report(session, 5_000).precededBy())
          .startsWith("\\x0D\\x0A\\x0D\\x0A\\x00\\x0D\\x0AQUIT\\x0A\\x00")
          .hasSizeBetween(125, 128);
    }
  }

  @Test
  void strangersLeaveNothingBehind() throws Exception {
    strangersOfEveryKind();
    far.play(PAPER);
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      strangersOfEveryKind();
      far.play(PAPER);
    }
    await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 2));
  }

  private void strangersOfEveryKind() throws Exception {
    connect().close();
    for (String said :
        List.of("T", "GET / HTTP/1.1\r\n\r\n", "TD34567890123456", "x".repeat(600))) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(said.getBytes(ISO_8859_1));
      }
    }
    try (Socket aborts = connect()) {
      aborts.getOutputStream().write(1);
      aborts.setSoLinger(true, 0);
    }
  }

  private void counted(int strangers) {
    await().untilAsserted(() -> assertThat(far.strangers()).isEqualTo(strangers));
    assertThat(far.ended).isEmpty();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), far.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}

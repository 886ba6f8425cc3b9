package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.picture.Arrow.Fate;
import org.junit.jupiter.api.Test;

/** Tests the text ladders of runs between two hosts. */
class AcrossTextTests {

  private static final PathFacts BETWEEN =
      new PathFacts(null, AcrossSamples.CLOCK_ERROR_MICROS, null);

  @Test
  void theOtherHostIsNamedAndLooseTimesAreMarked() {
    assertThat(ladder(AcrossSamples.reset()))
        .isEqualTo(
            """
            RESET                                           probe-a → probe-b, libc, 61.3 ms
            A sends 5; B reads 1, closes with 4 unread

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                10.0.0.2:8007
                18 µs  connect           │────────── SYN ──────────▶│ accept
             ~21.1 ms  send(ticket)      │────────── 16 B ─────────▶│
             ~21.1 ms  send 5            │────────── 5 B ──────────▶│
             ~41.0 ms                    │                          │ recv(ticket)
             ~41.1 ms                    │                          │ recv → 1
             ~41.1 ms                    │◀━━━━━━━━━━ RST ━━━━━━━━━━│ close, 4 unread
              61.2 ms  recv → ECONNRESET │                          │
              61.3 ms  close             │                          │
              ~ the two ends' times compare to ±180 µs: closer, either may be first
            """);
  }

  @Test
  void aTranslatedResetIsLostOnTheWayAndAFinBeginsThere() {
    assertThat(Ladder.text(AcrossSamples.translated(), false))
        .isEqualTo(
            """
            CLEAN_EOF, NOT as predicted, reply whole, 9    probe-a → probe-b, libc, 251.0 ms
            bytes
            A sends 5; B reads 1, replies 9, closes with 4 unread

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              10.0.0.2:8007
                18 µs  connect         │────────── SYN ──────────▶│
              ~250 µs  send(ticket)    │────────── 16 B ─────────▶│
              ~258 µs  send 5          │────────── 5 B ──────────▶│
              ~300 µs                  │                          │ accept
              ~400 µs                  │                          │ recv(ticket)
              ~400 µs                  │                          │ recv → 1
              ~400 µs  recv → 9        │◀────────── 9 B ──────────│ send 9
              ~800 µs                  │    ×╌╌╌╌╌╌╌╌ RST ╌╌╌╌╌╌╌╌│ close, 4 unread
             1,100 µs  recv → 0 (EOF)  │◀────── FIN ───────●      │
             251.0 ms  close           │╌╌╌╌╌╌╌╌ FIN? ╌╌╌╌╌╌╌?    │
              ~ the two ends' times compare to ±180 µs: closer, either may be first
              ● made in between, not by the end that it points away from

              what happened     The responder closed with 4 bytes unread and the initiator
                                saw a clean end: a FIN, and no reset within 5.1 ms. The
                                reply arrived whole, 9 bytes.
              NOT as predicted  expected RESET, delivery WHOLE, for this reason: The closer
                                closes with data unread, so its TCP must say that data was
                                lost: an RST.
              in between        Something in between keeps the reset to itself, so that an
                                abort looks like a clean end.
                                - the responder closed with 4 bytes unread, in state
                                ESTABLISHED
                                - the initiator saw a FIN and no RST
                                The responder saw another address than the initiator's own:
                                a NAT or a proxy lies between.
                                - the initiator is 127.0.0.1:41234 to itself and
                                10.2.0.1:50000 to the responder
                                Straight to the responder at 10.0.0.2:8007 the same spec
                                ended in RESET: what lies between made the difference.
              evidence          initiator's kernel: state CLOSE-WAIT, FIN seen, no RST,
                                watched for 5,120 µs
              sources           RFC 1122 4.2.2.13; RFC 2525 2.17; RFC 9293 3.5.2; RFC 3022
              run at            2026-11-22T10:00:00Z
              kept as           019a9f7e-0000-7000-8000-000000000001
            """);
  }

  @Test
  void aResponderThatNeverHeardOfItHasNoAddressAndNoCalls() {
    assertThat(ladder(AcrossSamples.silent()))
        .isEqualTo(
            """
            INCONCLUSIVE, TICKET_NOT_CLAIMED               probe-a → probe-b, libc, 5,043 µs
            A sends 5; B reads 1, closes

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              not heard of
               18 µs   connect         │╌╌╌╌╌╌╌╌ SYN ╌╌╌╌╌╌╌╌?    │
              250 µs   send(ticket)    │╌╌╌╌╌╌╌╌ 16 B ╌╌╌╌╌╌╌?    │
              258 µs   send 5          │╌╌╌╌╌╌╌╌ 5 B ╌╌╌╌╌╌╌╌?    │
              700 µs   recv → 0 (EOF)  │◀────── FIN ───────●      │
            5,040 µs   close           │╌╌╌╌╌╌╌╌ FIN? ╌╌╌╌╌╌╌?    │
              ● made in between, not by the end that it points away from
            """);
  }

  @Test
  void aResetThatNobodySentBeginsInBetweenAndTheFinIsLost() {
    assertThat(Picture.of(AcrossSamples.injected()).rungs())
        .extracting(Rung::arrow)
        .contains(
            Arrow.fin(Side.RESPONDER, Fate.LOST), Arrow.rst(Side.RESPONDER, Fate.MADE_IN_BETWEEN));
  }

  @Test
  void aProbeSaysWhatBecameOfIt() {
    assertThat(ladder(AcrossSamples.probed()))
        .contains("send(probe): acknowledged │╌╌╌╌╌╌╌╌ 1 B ╌╌╌╌╌╌╌?");
  }

  @Test
  void aReceiveNeverStandsAboveItsSendWhateverTheClocksSay() {
    Runs run = AcrossSamples.run(5, 1, 0, false);
    run.initiator().did(1_000, 1_010, Call.SEND_TICKET, 16L, 16L, null).sent(1_020, 5);
    run.responder()
        .did(880, 890, Call.ACCEPT, null, 0L, null)
        .did(891, 900, Call.RECV_TICKET, 16L, 16L, null)
        .received(910, 1)
        .closed(950, 4);
    run.initiator()
        .failed(1_100, Call.RECV, "ECONNRESET")
        .saw(1_200, Runs.kernel(false, false, true, TcpState.CLOSE, null));

    List<Rung> rungs = Picture.of(run.outcome(BETWEEN)).rungs();

    assertThat(rungs)
        .extracting(Rung::left, Rung::right)
        .containsExactly(
            tuple("connect", "accept"),
            tuple("send(ticket)", "recv(ticket)"),
            tuple("send 5", "recv → 1"),
            tuple(null, "close, 4 unread"),
            tuple("recv → ECONNRESET", null));
  }

  @Test
  void anEndThatCameBeforeTheCloseIsDrawnBeforeIt() {
    Runs run = AcrossSamples.run(5, 5, 0, false);
    run.initiator()
        .did(250, 256, Call.SEND_TICKET, 16L, 16L, null)
        .sent(258, 5)
        .received(1_000, 0)
        .saw(9_000, Runs.kernel(true, true, false, TcpState.CLOSE_WAIT, null));
    run.responder()
        .did(300, 310, Call.ACCEPT, null, 0L, null)
        .did(311, 390, Call.RECV_TICKET, 16L, 16L, null)
        .received(395, 5)
        .closed(5_000, 0);

    assertThat(Picture.of(run.outcome(BETWEEN)).rungs())
        .extracting(Rung::left, Rung::right)
        .endsWith(tuple("recv → 0 (EOF)", null), tuple(null, "close"));
  }

  @Test
  void asciiHasItsOwnMarks() {
    String text = Ladder.text(AcrossSamples.translated(), true);

    assertThat(text).contains("probe-a -> probe-b", "+-180 us", "------o", "\n  o made in between");
    assertThat(text.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 127));
  }

  @Test
  void longNamesStandBelowTheHeadline() {
    Runs run = Runs.of(AcrossSamples.to("a-very-long-name.of-a-node.in-some-cluster.example", 5));

    List<String> lines = Ladder.text(run.connected().outcome(), false).lines().toList();

    assertThat(lines.get(0)).isEqualTo("INCONCLUSIVE, CONTRADICTORY_EVIDENCE");
    assertThat(lines.get(1)).startsWith("probe-a → a-very-long-name.of-a..., libc, ");
  }

  private static String ladder(Experiment outcome) {
    String text = Ladder.text(outcome, false);
    return text.substring(0, text.indexOf("\n\n", text.indexOf("initiator (A)")) + 1);
  }
}

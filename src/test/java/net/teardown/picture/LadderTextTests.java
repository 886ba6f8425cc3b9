package net.teardown.picture;

import static org.assertj.core.api.Assertions.assertThat;

import net.teardown.experiment.outcome.Experiment;
import org.junit.jupiter.api.Test;

/** Tests the text ladders down to the last rung, where the explanation begins. */
class LadderTextTests {

  @Test
  void closingWithUnreadDataIsDrawnAsAResetAtTheClose() {
    assertThat(Ladder.text(Samples.reset(), false))
        .isEqualTo(
            """
            RESET                                                      loopback, libc, 73 µs
            A sends 5; B reads 1, closes with 4 unread

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect           │────────── SYN ──────────▶│ accept
               41 µs   send 5            │────────── 5 B ──────────▶│ recv → 1
               58 µs                     │◀━━━━━━━━━━ RST ━━━━━━━━━━│ close, 4 unread
               69 µs   recv → ECONNRESET │                          │
               70 µs   close             │                          │

              what happened  The responder closed with 4 bytes unread and the initiator was
                             reset: an RST, and no FIN.
              as predicted   The closer closes with data unread, so its TCP must say that
                             data was lost: an RST.
              to end well    half-close, then read to end of stream, then close:
                             {"shutdownBeforeClose": true, "drainBeforeClose": true}
              evidence       initiator's kernel: state CLOSE, no FIN, RST seen, SO_ERROR
                             ECONNRESET
              sources        RFC 1122 4.2.2.13; RFC 2525 2.17
              run at         2026-11-22T10:00:00Z
              kept as        019a9f7e-0000-7000-8000-000000000001
            """);
  }

  @Test
  void aSilenceIsDrawnBeforeTheByteThatEndsIt() {
    assertThat(ladder(Samples.silent()))
        .isEqualTo(
            """
            RESET                                                    loopback, libc, 3.000 s
            A sends 5; B reads 5, waits 3 s for 1 byte more, closes with 1 unread

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect           │────────── SYN ──────────▶│ accept
               41 µs   send 5            │────────── 5 B ──────────▶│ recv → 5
                       silent for 3 s    │                          │ silent for 3 s
             3.000 s   send 1            │────────── 1 B ──────────▶│
             3.000 s                     │◀━━━━━━━━━━ RST ━━━━━━━━━━│ close, 1 unread
             3.000 s   recv → ECONNRESET │                          │
             3.000 s   close             │                          │
            """);
  }

  @Test
  void aCleanEndIsAFinEachWay() {
    assertThat(ladder(Samples.cleanEof()))
        .isEqualTo(
            """
            CLEAN_EOF                                                  loopback, libc, 73 µs
            A sends 1; B reads 1, closes

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              127.0.0.1:40007
               18 µs   connect         │────────── SYN ──────────▶│ accept
               41 µs   send 1          │────────── 1 B ──────────▶│ recv → 1
               58 µs                   │◀────────── FIN ──────────│ close
               69 µs   recv → 0 (EOF)  │                          │
               70 µs   close           │────────── FIN ──────────▶│
            """);
  }

  @Test
  void aHiddenResetIsAFinAtTheHalfCloseAndAnRstAtTheClose() {
    assertThat(ladder(Samples.hiddenReset()))
        .isEqualTo(
            """
            EOF_THEN_RESET, reply whole, 9 bytes                       loopback, libc, 83 µs
            A sends 5; B reads 1, replies 9, half-closes, closes with 4 unread

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              127.0.0.1:40007
               18 µs   connect         │────────── SYN ──────────▶│ accept
               41 µs   send 5          │────────── 5 B ──────────▶│ recv → 1
               54 µs   recv → 9        │◀────────── 9 B ──────────│ send 9
               60 µs                   │◀────────── FIN ──────────│ shutdown(SHUT_WR)
               64 µs                   │◀━━━━━━━━━━ RST ━━━━━━━━━━│ close, 4 unread
               74 µs   recv → 0 (EOF)  │                          │
               80 µs   close           │                          │
            """);
  }

  @Test
  void aDrainShowsTheOtherEndsAnswer() {
    assertThat(ladder(Samples.drained()))
        .isEqualTo(
            """
            CLEAN_EOF, reply whole, 9 bytes                            loopback, libc, 98 µs
            A sends 5; B reads 1, replies 9, half-closes, drains up to 1,000 ms, closes

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect           │────────── SYN ──────────▶│ accept
               41 µs   send 5            │────────── 5 B ──────────▶│ recv → 1
               54 µs   recv → 9          │◀────────── 9 B ──────────│ send 9
               60 µs                     │◀────────── FIN ──────────│ shutdown(SHUT_WR)
               63 µs                     │                          │ recv → 4
               70 µs   recv → 0 (EOF)    │                          │
               74 µs   shutdown(SHUT_WR) │────────── FIN ──────────▶│
               80 µs                     │                          │ recv → 0 (EOF)
               82 µs                     │                          │ close
               95 µs   close             │                          │
            """);
  }

  @Test
  void dataAfterTheCloseIsAnsweredByAnRst() {
    assertThat(ladder(Samples.dataAfterClose()))
        .isEqualTo(
            """
            EOF_THEN_RESET                                             loopback, libc, 87 µs
            A sends 5; B reads 5, closes; A sends 3 after the close

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              127.0.0.1:40007
               18 µs   connect         │────────── SYN ──────────▶│ accept
               41 µs   send 5          │────────── 5 B ──────────▶│ recv → 5
               58 µs                   │◀────────── FIN ──────────│ close
               66 µs   send 3          │────────── 3 B ──────────▶│
                                       │◀━━━━━━━━━━ RST ━━━━━━━━━━│
               79 µs   recv → 0 (EOF)  │                          │
               84 µs   close           │                          │
            """);
  }

  @Test
  void anInitiatorThatHalfClosedSendsItsFinOnce() {
    assertThat(ladder(Samples.halfClosedInitiator()))
        .isEqualTo(
            """
            CLEAN_EOF, reply whole, 9 bytes                            loopback, libc, 83 µs
            A sends 5, half-closes; B reads 5, replies 9, closes

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect           │────────── SYN ──────────▶│ accept
               41 µs   send 5            │────────── 5 B ──────────▶│
               45 µs   shutdown(SHUT_WR) │────────── FIN ──────────▶│
               52 µs                     │                          │ recv → 5
               54 µs   recv → 9          │◀────────── 9 B ──────────│ send 9
               60 µs                     │◀────────── FIN ──────────│ close
               70 µs   recv → 0 (EOF)    │                          │
               80 µs   close             │                          │
            """);
  }

  @Test
  void theResetPointsAtTheResponderWhenTheInitiatorCloses() {
    assertThat(ladder(Samples.initiatorCloses()))
        .isEqualTo(
            """
            RESET, message whole, 5 bytes                              loopback, libc, 85 µs
            A sends 5; B replies 9; A reads 2, closes with 7 unread

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              127.0.0.1:40007
               18 µs   connect         │────────── SYN ──────────▶│ accept
               41 µs   send 5          │────────── 5 B ──────────▶│ recv → 5
               54 µs   recv → 2        │◀────────── 9 B ──────────│ send 9
               66 µs   close, 7 unread │━━━━━━━━━━ RST ━━━━━━━━━━▶│
               80 µs                   │                          │ recv → ECONNRESET
               82 µs                   │                          │ close
            """);
  }

  @Test
  void soLingerZeroIsShownWhereItWasSet() {
    assertThat(ladder(Samples.abort()))
        .isEqualTo(
            """
            RESET                                                      loopback, libc, 77 µs
            A sends 5; B reads 5, sets SO_LINGER 0, closes

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect           │────────── SYN ──────────▶│ accept
               41 µs   send 5            │────────── 5 B ──────────▶│
               42 µs                     │                          │ SO_LINGER 0
               52 µs                     │                          │ recv → 5
               58 µs                     │◀━━━━━━━━━━ RST ━━━━━━━━━━│ close
               66 µs   recv → ECONNRESET │                          │
               74 µs   close             │                          │
            """);
  }

  @Test
  void aLargeTransferIsOneRung() {
    assertThat(ladder(Samples.largeReplyWhole()))
        .isEqualTo(
            """
            CLEAN_EOF, reply whole, 16,777,216 bytes                 loopback, libc, 12.3 ms
            A sends 5; B reads 5, replies 16 MiB, closes

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect                 │─────── SYN ───────▶│ accept
               41 µs   send 5                  │─────── 5 B ───────▶│ recv → 5
               60 µs   recv → 16 MiB           │◀───── 16 MiB ──────│ send 16 MiB (64 calls)
                       (301 calls)             │                    │
            9,900 µs                           │◀─────── FIN ───────│ close
            9,920 µs   recv → 0 (EOF)          │                    │
             12.3 ms   close                   │─────── FIN ───────▶│
            """);
  }

  @Test
  void whatWasCutOffIsDrawnAsLost() {
    assertThat(ladder(Samples.largeReplyCutShort()))
        .isEqualTo(
            """
            RESET, reply cut short, 128,000 of 1,048,576 bytes      loopback, libc, 1,893 µs
            A sends 5; B reads 1, replies 1 MiB, half-closes, closes with 4 unread; A
              reads late

                       initiator (A)                                    responder (B)
                       127.0.0.1:41234                                  127.0.0.1:40007
               18 µs   connect                  │──────── SYN ───────▶│ accept
               41 µs   send 5                   │──────── 5 B ───────▶│ recv → 1
               60 µs                            │◀──── 128,000 B ─────│ send 1 MiB (4 calls)
                                                │   ×╌╌╌ 920,576 B ╌╌╌│
            1,810 µs                            │   ?╌╌╌╌╌ FIN? ╌╌╌╌╌╌│ shutdown(SHUT_WR)
            1,820 µs                            │◀━━━━━━━ RST ━━━━━━━━│ close, 4 unread
            1,880 µs   recv → 128,000 (2 calls) │                     │
            1,885 µs   recv → ECONNRESET        │                     │
            1,890 µs   close                    │                     │
            """);
  }

  @Test
  void aRefusedConnectIsASynAndAnRst() {
    assertThat(ladder(Samples.refused()))
        .isEqualTo(
            """
            REFUSED                                                    loopback, libc, 33 µs
            A sends 5; B reads 5, closes

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              no address
                4 µs   connect         │────────── SYN ──────────▶│
               21 µs   → ECONNREFUSED  │◀━━━━━━━━━━ RST ━━━━━━━━━━│
               30 µs   close           │                          │
            """);
  }

  @Test
  void aResetThatNeverArrivedIsDrawnAsLost() {
    assertThat(ladder(Samples.timedOut()))
        .isEqualTo(
            """
            TIMED_OUT, NOT as predicted                              loopback, libc, 5.000 s
            A sends 5; B reads 1, closes with 4 unread

                       initiator (A)                                  responder (B)
                       127.0.0.1:41234                                127.0.0.1:40007
               18 µs   connect           │────────── SYN ──────────▶│ accept
               41 µs   send 5            │────────── 5 B ──────────▶│ recv → 1
               58 µs                     │    ×╌╌╌╌╌╌╌╌ RST ╌╌╌╌╌╌╌╌│ close, 4 unread
             5.000 s   recv → EAGAIN     │                          │
             5.000 s   deadline: observe │                          │
            """);
  }

  @Test
  void anInconclusiveRunSaysWhereTheDeadlineCaughtEachEnd() {
    assertThat(ladder(Samples.inconclusive()))
        .isEqualTo(
            """
            INCONCLUSIVE, DEADLINE_IN_RECEIVE                        loopback, libc, 5.000 s
            A sends 16 MiB; B reads 16 MiB, closes

                       initiator (A)                                       responder (B)
                       127.0.0.1:41234                                     127.0.0.1:40007
               18 µs   connect                      │─────── SYN ───────▶│ accept
               45 µs   send 16 MiB → 3,900,123      │╌╌ 3,900,123 B ╌?   │
                       (60 calls)                   │                    │
            1,001 µs   send 12,877,093 → EAGAIN     │                    │
             5.000 s   deadline: send               │                    │
             5.000 s                                │                    │ deadline: receive
            """);
  }

  @Test
  void plainAsciiKeepsTheLayout() {
    assertThat(rungs(Ladder.text(Samples.hiddenReset(), true)))
        .isEqualTo(
            """
            EOF_THEN_RESET, reply whole, 9 bytes                       loopback, libc, 83 us
            A sends 5; B reads 1, replies 9, half-closes, closes with 4 unread

                       initiator (A)                                responder (B)
                       127.0.0.1:41234                              127.0.0.1:40007
               18 us   connect         |---------- SYN ---------->| accept
               41 us   send 5          |---------- 5 B ---------->| recv -> 1
               54 us   recv -> 9       |<---------- 9 B ----------| send 9
               60 us                   |<---------- FIN ----------| shutdown(SHUT_WR)
               64 us                   |<========== RST ==========| close, 4 unread
               74 us   recv -> 0 (EOF) |                          |
               80 us   close           |                          |
            """);
  }

  @Test
  void aSurpriseIsSaidInTheHeadlineAndInFull() {
    assertThat(Ladder.text(Samples.surprising(), false))
        .startsWith("RESET, NOT as predicted ")
        .contains(
            "\n  NOT as predicted  expected CLEAN_EOF, delivery NONE_SENT, for this reason:\n")
        .contains("\n  label             <script>&\"\n");
  }

  @Test
  void aConnectionThatNeverStoodHasNoPrediction() {
    assertThat(Ladder.text(Samples.refused(), false))
        .contains("\n  no prediction  applies: the connection never stood.\n");
  }

  private static String ladder(Experiment outcome) {
    return rungs(Ladder.text(outcome, false));
  }

  private static String rungs(String text) {
    return text.substring(0, text.indexOf("\n\n", text.indexOf("initiator (A)")) + 1);
  }
}

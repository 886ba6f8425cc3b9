package net.teardown.experiment.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.teardown.experiment.evidence.Observation.OwnFin;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the judge's rules on evidence as Linux was measured to give it. */
class JudgeTests {

  private static final long READ = 5;

  @Nested
  class FromTheKernel {

    @Test
    void aFinAloneIsACleanEnd() {
      assertThat(verdict(kernel(TcpState.CLOSE_WAIT, READ + 1))).isEqualTo(Verdict.CLEAN_EOF);
    }

    @Test
    void anRstWithoutAFinIsAReset() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ).failing("ECONNRESET")))
          .isEqualTo(Verdict.RESET);
    }

    @Test
    void anRstBehindAFinIsAHiddenResetThoughRecvSaidEndOfStream() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ + 1).pending("EPIPE")))
          .isEqualTo(Verdict.EOF_THEN_RESET);
    }

    @Test
    void aResetThatASendHasEatenIsStillAReset() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ).failing("ECONNRESET").endOfStream()))
          .isEqualTo(Verdict.RESET);
    }

    @Test
    void aHiddenResetThatASendHasEatenIsStillAHiddenReset() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ + 1).failing("EPIPE").endOfStream()))
          .isEqualTo(Verdict.EOF_THEN_RESET);
    }

    @Test
    void aStateOfCloseMeansAResetWhenTheObserverNeverSentAFin() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ + 1))).isEqualTo(Verdict.EOF_THEN_RESET);
    }

    @Test
    void aStateOfCloseMeansNothingAfterTheObserverAnsweredEndOfStream() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ + 1).ownFin(OwnFin.AFTER_THE_OTHER)))
          .isEqualTo(Verdict.CLEAN_EOF);
    }

    @Test
    void inLastAckTheHiddenResetIsToldAsEconnreset() {
      assertThat(
              verdict(
                  kernel(TcpState.CLOSE, READ + 1)
                      .ownFin(OwnFin.AFTER_THE_OTHER)
                      .pending("ECONNRESET")))
          .isEqualTo(Verdict.EOF_THEN_RESET);
    }

    @Test
    void withTheObserversFinFirstTheTimeWaitTableDecides() {
      Seen halfClosed = kernel(TcpState.CLOSE, READ + 1).ownFin(OwnFin.BEFORE_THE_OTHER);

      assertThat(verdict(halfClosed.timeWait(TimeWait.PRESENT))).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(verdict(halfClosed.timeWait(TimeWait.ABSENT))).isEqualTo(Verdict.EOF_THEN_RESET);
      assertThat(judge(halfClosed.timeWait(TimeWait.UNDECIDABLE)).reason())
          .isEqualTo(Reason.TIME_WAIT_UNDECIDABLE);
    }

    @Test
    void withBothFinsAtOnceNoTimeWaitProvesNothing() {
      Seen atOnce = kernel(TcpState.CLOSE, READ + 1).ownFin(OwnFin.ABOUT_WITH_THE_OTHER);

      assertThat(verdict(atOnce.timeWait(TimeWait.PRESENT))).isEqualTo(Verdict.CLEAN_EOF);
      assertThat(judge(atOnce.timeWait(TimeWait.ABSENT)).reason())
          .isEqualTo(Reason.TIME_WAIT_UNDECIDABLE);
      assertThat(verdict(atOnce.pending("ECONNRESET"))).isEqualTo(Verdict.EOF_THEN_RESET);
    }

    @Test
    void theTimeWaitTableIsAskedOnlyWhereNothingElseTells() {
      Seen halfClosed = kernel(TcpState.CLOSE, READ + 1).ownFin(OwnFin.BEFORE_THE_OTHER);

      assertThat(halfClosed.observation().needsTimeWait()).isTrue();
      assertThat(halfClosed.failing("ECONNRESET").observation().needsTimeWait()).isFalse();
      assertThat(kernel(TcpState.CLOSE, READ + 1).observation().needsTimeWait()).isFalse();
      assertThat(halfClosed.ownFin(OwnFin.AFTER_THE_OTHER).observation().needsTimeWait()).isFalse();
    }

    @Test
    void figuresThatContradictEachOtherAreInconclusive() {
      assertThat(judge(kernel(TcpState.CLOSE_WAIT, READ + 2)).reason())
          .isEqualTo(Reason.CONTRADICTORY_EVIDENCE);
    }

    @ParameterizedTest
    @EnumSource(names = {"ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2"})
    void whatComesInWhileTheKernelIsAskedContradictsNothing(TcpState beforeItsFin) {
      assertThat(verdict(kernel(beforeItsFin, READ - 3))).isEqualTo(Verdict.TIMED_OUT);
    }

    @Test
    void fewerBytesThanWereReadContradictAStateBehindTheFin() {
      assertThat(judge(kernel(TcpState.CLOSE_WAIT, READ - 3)).reason())
          .isEqualTo(Reason.CONTRADICTORY_EVIDENCE);
    }

    @Test
    void aConnectionThatTheKernelGaveUpTimedOutWhetherAFinCameOrNot() {
      assertThat(verdict(kernel(TcpState.CLOSE, READ).failing("ETIMEDOUT")))
          .isEqualTo(Verdict.TIMED_OUT);
      assertThat(verdict(kernel(TcpState.CLOSE, READ + 1).pending("ETIMEDOUT")))
          .isEqualTo(Verdict.TIMED_OUT);
    }

    @Test
    void noEndByTheDeadlineIsATimeoutOnceTheCloserHasClosed() {
      assertThat(verdict(kernel(TcpState.ESTABLISHED, READ))).isEqualTo(Verdict.TIMED_OUT);
    }

    @Test
    void aHostThatWentAwayLaterIsUnreachableThoughItWasConnected() {
      Judgement judgement = judge(kernel(TcpState.CLOSE, READ).failing("EHOSTUNREACH"));

      assertThat(judgement.verdict()).isEqualTo(Verdict.UNREACHABLE);
      assertThat(judgement.connected()).isTrue();
    }
  }

  @Nested
  class FromTheCallsAlone {

    @Test
    void endOfStreamLooksCleanWhateverFollowed() {
      assertThat(verdict(calls().endOfStream())).isEqualTo(Verdict.CLEAN_EOF);
    }

    @Test
    void econnresetIsAResetAndEpipeOneBehindAFin() {
      assertThat(verdict(calls().failing("ECONNRESET"))).isEqualTo(Verdict.RESET);
      assertThat(verdict(calls().failing("EPIPE").endOfStream())).isEqualTo(Verdict.EOF_THEN_RESET);
    }
  }

  @Nested
  class BeforeAnEnd {

    @Test
    void aConnectThatFailedNeverConnected() {
      assertThat(neverConnected("ECONNREFUSED").verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(neverConnected("ETIMEDOUT").verdict()).isEqualTo(Verdict.CONNECT_TIMED_OUT);
      assertThat(neverConnected("ENETUNREACH").verdict()).isEqualTo(Verdict.UNREACHABLE);
      assertThat(neverConnected("EACCES").verdict()).isEqualTo(Verdict.UNREACHABLE);
      assertThat(neverConnected("ECONNREFUSED").connected()).isFalse();
    }

    @Test
    void aHostWithoutAnAddressOfThatFamilyHasNotRunOutOfPorts() {
      Step none = new Step(2, 3, Call.GETIFADDRS, null, 0L, null, 1);
      Step one = new Step(2, 3, Call.GETIFADDRS, null, 1L, null, 1);
      Step failed = step(Call.CONNECT, "EADDRNOTAVAIL");

      Judgement judgement = neverConnected(List.of(failed, none));
      assertThat(judgement.verdict()).isEqualTo(Verdict.UNREACHABLE);
      assertThat(judgement.reason()).isEqualTo(Reason.NO_ADDRESS_OF_FAMILY);
      assertThat(neverConnected(List.of(failed, one)).reason()).isEqualTo(Reason.NO_LOCAL_PORT);
      assertThat(neverConnected(List.of(step(Call.SOCKET, "EAFNOSUPPORT")))).isEqualTo(judgement);
    }

    @Test
    void anAddressThatThisHostHasLostIsNoVerdictOnTheNetwork() {
      assertThat(neverConnected(List.of(step(Call.BIND, "EADDRNOTAVAIL"))).reason())
          .isEqualTo(Reason.NO_SOURCE_ADDRESS);
      assertThat(neverConnected(List.of(step(Call.BIND, "EADDRINUSE"))).reason())
          .isEqualTo(Reason.NO_LOCAL_PORT);
    }

    /** Linux says so of 127.0.0.2 towards another host. */
    @Test
    void anAddressFromWhichNoRouteLeadsThereReachesNobody() {
      assertThat(neverConnected("EINVAL").verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    @Test
    void whatThisHostRanOutOfIsNoVerdictOnTheNetwork() {
      assertThat(neverConnected("EADDRNOTAVAIL").reason()).isEqualTo(Reason.NO_LOCAL_PORT);
      EndRecord full = end(List.of(step(Call.SOCKET, "EMFILE")), 0, null, null, null);
      assertThat(
              Judge.judge(full, end(List.of(), 0, null, Phase.ACCEPT, null), Closer.RESPONDER)
                  .reason())
          .isEqualTo(Reason.NO_RESOURCES);
    }

    @Test
    void aDeadlineBeforeTheCloserClosedIsInconclusiveAndNamesTheStep() {
      EndRecord stuck = end(List.of(step(Call.ACCEPT, null)), 0, null, Phase.DRAIN, null);

      assertThat(
              Judge.judge(observer(kernel(TcpState.ESTABLISHED, READ)), stuck, Closer.RESPONDER)
                  .reason())
          .isEqualTo(Reason.DEADLINE_IN_DRAIN);
    }
  }

  @Test
  void deliveryComparesWhatTheObserverReadWithWhatTheClosersSendAccepted() {
    assertThat(Delivery.of(0, 0)).isEqualTo(Delivery.NONE_SENT);
    assertThat(Delivery.of(10, 10)).isEqualTo(Delivery.WHOLE);
    assertThat(Delivery.of(10, 9)).isEqualTo(Delivery.TRUNCATED);
    assertThat(Delivery.of(10, 0)).isEqualTo(Delivery.LOST);
  }

  /** Builds an observation step by step. */
  private record Seen(Observation observation) {

    Seen failing(String errno) {
      Observation o = observation;
      return new Seen(
          new Observation(
              o.endOfStream(),
              errno,
              o.bytesRead(),
              o.ownFin(),
              o.pollError(),
              o.pollHangUp(),
              o.state(),
              o.bytesReceived(),
              o.unread(),
              o.socketError(),
              o.timeWait()));
    }

    Seen pending(String errno) {
      Observation o = observation;
      return new Seen(
          new Observation(
              o.endOfStream(),
              o.firstError(),
              o.bytesRead(),
              o.ownFin(),
              true,
              true,
              o.state(),
              o.bytesReceived(),
              o.unread(),
              errno,
              o.timeWait()));
    }

    Seen endOfStream() {
      Observation o = observation;
      return new Seen(
          new Observation(
              true,
              o.firstError(),
              o.bytesRead(),
              o.ownFin(),
              o.pollError(),
              o.pollHangUp(),
              o.state(),
              o.bytesReceived(),
              o.unread(),
              o.socketError(),
              o.timeWait()));
    }

    Seen ownFin(OwnFin ownFin) {
      Observation o = observation;
      return new Seen(
          new Observation(
              o.endOfStream(),
              o.firstError(),
              o.bytesRead(),
              ownFin,
              o.pollError(),
              o.pollHangUp(),
              o.state(),
              o.bytesReceived(),
              o.unread(),
              o.socketError(),
              o.timeWait()));
    }

    Seen timeWait(TimeWait timeWait) {
      return new Seen(observation.withTimeWait(timeWait));
    }
  }

  private static Seen kernel(TcpState state, long bytesReceived) {
    return new Seen(
        new Observation(
            true,
            null,
            READ,
            OwnFin.NOT_SENT,
            false,
            state == TcpState.CLOSE,
            state,
            bytesReceived,
            0L,
            null,
            null));
  }

  private static Seen calls() {
    return new Seen(
        new Observation(
            false, null, READ, OwnFin.NOT_SENT, null, null, null, null, null, null, null));
  }

  private static Verdict verdict(Seen seen) {
    return judge(seen).verdict();
  }

  private static Judgement judge(Seen seen) {
    EndRecord closer =
        end(List.of(step(Call.ACCEPT, null), step(Call.CLOSE, null)), READ, 0L, null, null);
    return Judge.judge(observer(seen), closer, Closer.RESPONDER);
  }

  private static EndRecord observer(Seen seen) {
    return end(List.of(step(Call.CONNECT, null)), 0, null, null, Evidence.of(seen.observation()));
  }

  private static Judgement neverConnected(String errno) {
    return neverConnected(List.of(step(Call.CONNECT, errno)));
  }

  private static Judgement neverConnected(List<Step> steps) {
    return Judge.judge(
        end(steps, 0, null, null, null),
        end(List.of(), 0, null, Phase.ACCEPT, null),
        Closer.RESPONDER);
  }

  private static Step step(Call call, @Nullable String errno) {
    return new Step(1, 2, call, null, errno == null ? 0L : null, errno, 1);
  }

  private static EndRecord end(
      List<Step> steps,
      long accepted,
      @Nullable Long unread,
      @Nullable Phase stoppedIn,
      @Nullable Evidence evidence) {
    return new EndRecord(
        "127.0.0.1:1",
        READ,
        accepted,
        unread,
        null,
        null,
        null,
        null,
        stoppedIn,
        steps,
        evidence,
        null);
  }
}

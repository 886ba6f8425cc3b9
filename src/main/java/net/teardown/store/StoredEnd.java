package net.teardown.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
import net.teardown.experiment.terms.TlsEnding;
import net.teardown.experiment.terms.TlsVersion;
import org.jspecify.annotations.Nullable;

/**
 * One end's record in the format of a row; see {@link StoredOutcome}.
 *
 * @param steps always empty: steps have a column of their own, and 0.1.0 requires a list here
 */
record StoredEnd(
    @Nullable String address,
    long bytesRead,
    long bytesAccepted,
    @Nullable Long unreadAtClose,
    @Nullable TcpState stateAtClose,
    @Nullable Counted tcp,
    @Nullable Long alteredAt,
    @Nullable ProbeAnswer probe,
    @Nullable Phase stoppedIn,
    List<StoredSteps.Made> steps,
    @Nullable Said evidence,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Tls tls) {

  /** The TCP counters of the end's kernel. */
  record Counted(
      @Nullable Long retransmits,
      @Nullable Long retransmitsInARow,
      @Nullable Long reordered,
      @Nullable Long outOfOrder,
      @Nullable Long dsackDuplicates,
      @Nullable Long rttMicros,
      @Nullable Long rttVarMicros,
      @Nullable Long pathMtu,
      @Nullable Long sendMss,
      @Nullable Long unacknowledgedSegments,
      @Nullable Long unacknowledgedBytes,
      @Nullable Long notSentBytes,
      @Nullable Long sendWindow) {}

  /** The evidence of the end's kernel. */
  record Said(
      boolean endOfStream,
      @Nullable Boolean finReceived,
      @Nullable Boolean resetReceived,
      boolean timedOut,
      @Nullable String unreachable,
      @Nullable TcpState tcpState,
      @Nullable String socketError,
      @Nullable TimeWait timeWait) {}

  /** What the end saw of TLS. */
  record Tls(
      @Nullable TlsVersion version,
      @Nullable String cipher,
      long atMicros,
      @Nullable Long handshakeMicros,
      @Nullable String alert,
      @Nullable String failure,
      @Nullable Long closeNotifyAtMicros,
      @Nullable TlsEnding ending,
      long sentBytes,
      long receivedBytes) {

    private static Tls of(EndTls tls) {
      return new Tls(
          tls.version(),
          tls.cipher(),
          tls.atMicros(),
          tls.handshakeMicros(),
          tls.alert(),
          tls.failure(),
          tls.closeNotifyAtMicros(),
          tls.ending(),
          tls.sentBytes(),
          tls.receivedBytes());
    }

    private EndTls seen() {
      return new EndTls(
          version,
          cipher,
          atMicros,
          handshakeMicros,
          alert,
          failure,
          closeNotifyAtMicros,
          ending,
          sentBytes,
          receivedBytes);
    }
  }

  static StoredEnd of(EndRecord end) {
    return new StoredEnd(
        end.address(),
        end.bytesRead(),
        end.bytesAccepted(),
        end.unreadAtClose(),
        end.stateAtClose(),
        of(end.tcp()),
        end.alteredAt(),
        end.probe(),
        end.stoppedIn(),
        List.of(),
        of(end.evidence()),
        end.tls() == null ? null : Tls.of(end.tls()));
  }

  /** Converts back, with the steps from their own column. */
  EndRecord end(List<StoredSteps.Made> made) {
    return new EndRecord(
        address,
        bytesRead,
        bytesAccepted,
        unreadAtClose,
        stateAtClose,
        tcp == null ? null : counts(tcp),
        alteredAt,
        probe,
        stoppedIn,
        made.stream().map(StoredSteps.Made::step).toList(),
        evidence == null ? null : evidence(evidence),
        tls == null ? null : tls.seen());
  }

  private static @Nullable Counted of(@Nullable TcpCounts counts) {
    return counts == null
        ? null
        : new Counted(
            counts.retransmits(),
            counts.retransmitsInARow(),
            counts.reordered(),
            counts.outOfOrder(),
            counts.dsackDuplicates(),
            counts.rttMicros(),
            counts.rttVarMicros(),
            counts.pathMtu(),
            counts.sendMss(),
            counts.unacknowledgedSegments(),
            counts.unacknowledgedBytes(),
            counts.notSentBytes(),
            counts.sendWindow());
  }

  private static TcpCounts counts(Counted stored) {
    return new TcpCounts(
        stored.retransmits(),
        stored.retransmitsInARow(),
        stored.reordered(),
        stored.outOfOrder(),
        stored.dsackDuplicates(),
        stored.rttMicros(),
        stored.rttVarMicros(),
        stored.pathMtu(),
        stored.sendMss(),
        stored.unacknowledgedSegments(),
        stored.unacknowledgedBytes(),
        stored.notSentBytes(),
        stored.sendWindow());
  }

  private static @Nullable Said of(@Nullable Evidence evidence) {
    return evidence == null
        ? null
        : new Said(
            evidence.endOfStream(),
            evidence.finReceived(),
            evidence.resetReceived(),
            evidence.timedOut(),
            evidence.unreachable(),
            evidence.tcpState(),
            evidence.socketError(),
            evidence.timeWait());
  }

  private static Evidence evidence(Said stored) {
    return new Evidence(
        stored.endOfStream(),
        stored.finReceived(),
        stored.resetReceived(),
        stored.timedOut(),
        stored.unreachable(),
        stored.tcpState(),
        stored.socketError(),
        stored.timeWait());
  }
}

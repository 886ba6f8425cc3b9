package net.teardown.responder.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
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

/** The wire format of one end's transcript, see {@link WrittenReport}. */
@Schema(name = "EndRecord")
public record WrittenEnd(
    @Nullable String address,
    long bytesRead,
    long bytesAccepted,
    @Nullable Long unreadAtClose,
    @Nullable TcpState stateAtClose,
    @Nullable Counts tcp,
    @Nullable Long alteredAt,
    @Nullable ProbeAnswer probe,
    @Nullable Phase stoppedIn,
    List<WrittenStep> steps,
    @Nullable Said evidence,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Tls tls) {

  /**
   * @throws IllegalArgumentException if the values can't be those of a transcript
   */
  public WrittenEnd {
    steps = List.copyOf(steps);
    if (tcp != null) {
      // Checked here, where the JSON reader can name the place.
      tcp.counts();
    }
  }

  /** The kernel's counters. */
  @Schema(name = "TcpCounts")
  public record Counts(
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
      @Nullable Long sendWindow) {

    private static Counts of(TcpCounts counts) {
      return new Counts(
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

    private TcpCounts counts() {
      return new TcpCounts(
          retransmits,
          retransmitsInARow,
          reordered,
          outOfOrder,
          dsackDuplicates,
          rttMicros,
          rttVarMicros,
          pathMtu,
          sendMss,
          unacknowledgedSegments,
          unacknowledgedBytes,
          notSentBytes,
          sendWindow);
    }
  }

  /** What the end's kernel reported afterwards. */
  @Schema(name = "Evidence")
  public record Said(
      boolean endOfStream,
      @Nullable Boolean finReceived,
      @Nullable Boolean resetReceived,
      boolean timedOut,
      @Nullable String unreachable,
      @Nullable TcpState tcpState,
      @Nullable String socketError,
      @Nullable TimeWait timeWait) {

    private static Said of(Evidence evidence) {
      return new Said(
          evidence.endOfStream(),
          evidence.finReceived(),
          evidence.resetReceived(),
          evidence.timedOut(),
          evidence.unreachable(),
          evidence.tcpState(),
          evidence.socketError(),
          evidence.timeWait());
    }

    private Evidence evidence() {
      return new Evidence(
          endOfStream,
          finReceived,
          resetReceived,
          timedOut,
          unreachable,
          tcpState,
          socketError,
          timeWait);
    }
  }

  /** What the end saw of TLS. */
  @Schema(name = "EndTls")
  public record Tls(
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

  static WrittenEnd of(EndRecord end) {
    return new WrittenEnd(
        end.address(),
        end.bytesRead(),
        end.bytesAccepted(),
        end.unreadAtClose(),
        end.stateAtClose(),
        end.tcp() == null ? null : Counts.of(end.tcp()),
        end.alteredAt(),
        end.probe(),
        end.stoppedIn(),
        end.steps().stream().map(WrittenStep::of).toList(),
        end.evidence() == null ? null : Said.of(end.evidence()),
        end.tls() == null ? null : Tls.of(end.tls()));
  }

  EndRecord end() {
    return new EndRecord(
        address,
        bytesRead,
        bytesAccepted,
        unreadAtClose,
        stateAtClose,
        tcp == null ? null : tcp.counts(),
        alteredAt,
        probe,
        stoppedIn,
        steps.stream().map(WrittenStep::step).toList(),
        evidence == null ? null : evidence.evidence(),
        tls == null ? null : tls.seen());
  }
}

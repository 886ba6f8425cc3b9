package net.teardown.responder.control;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.ProbeAnswer;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.evidence.TimeWait;
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
    @Nullable Said evidence) {

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
        end.evidence() == null ? null : Said.of(end.evidence()));
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
        evidence == null ? null : evidence.evidence());
  }
}

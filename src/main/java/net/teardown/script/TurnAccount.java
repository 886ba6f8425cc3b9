package net.teardown.script;

import java.nio.ByteBuffer;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.terms.Printable;
import net.teardown.socket.TcpInfo;
import org.jspecify.annotations.Nullable;

/** Tells what a turn came to, by what there was when it began. */
final class TurnAccount {

  private static final int LONGEST_LINE = 256;

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;

  private long beganNanos;
  private long acceptedBefore;

  TurnAccount(ScriptState scriptState) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
  }

  /** A turn begins. */
  void begin(long atNanos) {
    beganNanos = atNanos;
    acceptedBefore = state.bytesAccepted();
  }

  /**
   * What it came to.
   *
   * @param hearing what it heard; null if it was to hear nothing
   */
  TurnTaken of(int turn, TurnTaken.Ended how, @Nullable Hearing hearing) {
    long accepted = state.bytesAccepted();
    TcpInfo info = connection.kernel().info().orElse(null);
    Long acknowledged = info == null ? null : Math.clamp(acked(info), acceptedBefore, accepted);
    return new TurnTaken(
        turn,
        how,
        accepted - acceptedBefore,
        acknowledged == null ? null : Long.valueOf(acknowledged - acceptedBefore),
        info == null
            ? null
            : Long.valueOf(
                Math.clamp(state.allBytesSent() - info.bytesAcked() + 1, 0, state.allBytesSent())),
        info == null ? null : Counts.notSent(info, state.hasSentFin()),
        info == null ? null : Long.valueOf(info.retransmissions()),
        hearing == null ? 0 : hearing.bytes(),
        hearing == null ? null : firstLine(hearing.head()),
        (beganNanos - scriptState.originNanos) / 1000,
        (System.nanoTime() - beganNanos) / 1000);
  }

  /** How many bytes that were said are acknowledged. */
  private long acked(TcpInfo info) {
    // The SYN counts as one.
    long all = info.bytesAcked() - 1;
    Records records = connection.records();
    return records == null ? all : records.acknowledged(all);
  }

  private static @Nullable String firstLine(ByteBuffer head) {
    byte[] bytes = new byte[head.remaining()];
    head.get(bytes);
    return Printable.firstLine(bytes, bytes.length, LONGEST_LINE);
  }
}

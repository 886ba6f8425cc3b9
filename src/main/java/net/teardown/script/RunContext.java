package net.teardown.script;

import net.teardown.socket.TcpStack;

/**
 * What an end needs to perform its script.
 *
 * @param buffers this end's own
 * @param transcript where its calls are noted; what it held is forgotten
 * @param signals shared with the other end, or with the control channel that stands for it
 * @param originNanos {@link System#nanoTime()} that the times of its steps count from
 * @param deadlineNanos when the script must be complete, on the same clock
 */
public record RunContext(
    TcpStack stack,
    Buffers buffers,
    Transcript transcript,
    EndSignals signals,
    long originNanos,
    long deadlineNanos) {

  /** With a transcript of its own. */
  public RunContext(
      TcpStack stack, Buffers buffers, EndSignals signals, long originNanos, long deadlineNanos) {
    this(stack, buffers, new Transcript(), signals, originNanos, deadlineNanos);
  }
}

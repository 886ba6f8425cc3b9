package net.teardown.script;

import net.teardown.socket.TcpStack;

/**
 * What an end plays on.
 *
 * @param buffers its own
 * @param cues shared with the other end, or with who speaks for it
 * @param originNanos {@link System#nanoTime()} that its steps count from
 * @param deadlineNanos when it must be through, on the same clock
 */
public record RunContext(
    TcpStack stack, Buffers buffers, EndSignals cues, long originNanos, long deadlineNanos) {}

package net.teardown.probe;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Outcome;

/** Divides a probe's duration into phases, by the recorded calls of its initiator. */
public final class ProbePhases {

  /** The phases in order. A phase that was not reached has a duration of 0. */
  public enum Phase {
    /** The lookup of the target's name. */
    RESOLVE,
    /** Arming the other Teardown; 0 for other kinds of peer. */
    ARM,
    /** The TCP handshake, or the wait for it. */
    CONNECT,
    /** From the end of the handshake to the last byte, end of stream or error that was read. */
    EXCHANGE,
    /** The wait for a hidden reset, or for further bytes. */
    SETTLE
  }

  private ProbePhases() {}

  /** The duration of each phase. */
  public static Map<Phase, Duration> of(ProbeResult result) {
    Outcome outcome = result.outcome();
    boolean across = outcome.spec().peer().isAnotherTeardown();
    boolean waited =
        outcome.initiator().stoppedIn() == net.teardown.experiment.evidence.Phase.CONNECT;
    // If no connect(2) is on record, the whole time counts as the wait for it, or for the
    // responder.
    long connectAt = waited ? 0 : across ? outcome.run().durationMicros() : 0;
    long connected = waited ? outcome.run().durationMicros() : connectAt;
    long lastRead = 0;
    for (Step step : outcome.initiator().steps()) {
      switch (step.call()) {
        case CONNECT -> {
          connectAt = step.atMicros();
          connected = step.untilMicros();
        }
        case SEND, SEND_AFTER_IDLE, SEND_TICKET, RECV, SHUTDOWN_WRITE ->
            lastRead = step.untilMicros();
        case SOCKET,
            BIND,
            ACCEPT,
            RECV_TICKET,
            PROBE,
            LINGER,
            CLOSE,
            POLL,
            TCP_INFO,
            SOCKET_ERROR,
            UNREAD,
            UNACKNOWLEDGED,
            SOCK_DIAG,
            GETIFADDRS -> {
          // Calls that only inspect the socket, and close(2).
        }
      }
    }
    Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
    phases.put(Phase.RESOLVE, result.lookup());
    phases.put(Phase.ARM, micros(across ? connectAt : 0));
    phases.put(Phase.CONNECT, micros(connected - connectAt));
    phases.put(Phase.EXCHANGE, micros(Math.max(0, lastRead - connected)));
    phases.put(Phase.SETTLE, micros(outcome.run().settledMicros()));
    return phases;
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }
}

package net.teardown.probe;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.outcome.Outcome;

/** What a probe spent its time on, as far as its initiator's calls tell. */
public final class ProbePhases {

  /** The phases, in their order. What was never come to takes no time. */
  public enum Phase {
    /** Looking up the target's name. */
    RESOLVE,
    /** Having the other Teardown play the far end; nothing elsewhere. */
    ARM,
    /** The handshake, or the wait for it. */
    CONNECT,
    /** From there to the last byte, end or error that was read. */
    EXCHANGE,
    /** Waiting for a hidden reset, or for more to come. */
    SETTLE
  }

  private ProbePhases() {}

  /** How long each of them took. */
  public static Map<Phase, Duration> of(ProbeResult probed) {
    Outcome outcome = probed.outcome();
    boolean across = outcome.spec().peer().isAnotherTeardown();
    boolean waited =
        outcome.initiator().stoppedIn() == net.teardown.experiment.evidence.Phase.CONNECT;
    // Without a call on record all the time went into the wait for it, or for the far end.
    long connectAt = waited ? 0 : across ? outcome.run().durationMicros() : 0;
    long connected = waited ? outcome.run().durationMicros() : connectAt;
    long lastRead = 0;
    for (Step step : outcome.initiator().steps()) {
      switch (step.call()) {
        case CONNECT -> {
          connectAt = step.atMicros();
          connected = step.untilMicros();
        }
        case SEND, SEND_TICKET, RECV, SHUTDOWN_WRITE -> lastRead = step.untilMicros();
        case SOCKET,
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
          // Looking, and leaving.
        }
      }
    }
    Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
    phases.put(Phase.RESOLVE, probed.lookup());
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

package net.teardown.run.responder;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Reason;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrittenReport;
import org.jspecify.annotations.Nullable;

/**
 * The control calls of one run to its responder. Each call ends by the run's deadline whatever the
 * other side does, and each failure becomes a {@link Reason}. The times of the calls also bound the
 * {@link ClockOffset}.
 */
final class ControlSession implements AutoCloseable {

  /** How long an immediate answer of the responder may take. */
  private static final Duration ANSWERING = Duration.ofMillis(50);

  /** A protocol version that never existed, so that every responder refuses it. */
  private static final int NO_PROTOCOL = 0;

  private final AllowedTarget.Responder responder;
  private final Spec spec;
  private final ControlCalls control;
  private final BoundedCalls calls;
  private final Disarming disarming;
  private final long originNanos;
  private final long deadlineNanos;
  private final ClockOffset offset = new ClockOffset();

  private volatile @Nullable Session session;

  /**
   * @param spec what is run
   * @param originNanos {@link System#nanoTime()} at which the run's times begin
   */
  ControlSession(
      AllowedTarget.Responder responder,
      Spec spec,
      ControlClients clients,
      Disarming disarming,
      long originNanos,
      long deadlineNanos) {
    this.responder = responder;
    this.spec = spec;
    this.control = clients.of(responder);
    this.calls = clients.until(deadlineNanos);
    this.disarming = disarming;
    this.originNanos = originNanos;
    this.deadlineNanos = deadlineNanos;
  }

  /** The bounds of the responder's clock offset so far. */
  ClockOffset offset() {
    return offset;
  }

  /** Arms the responder with its half of the spec. */
  Session arm(String vantage) throws ControlFailed {
    int remaining = Math.clamp(left().toMillis(), 1, spec.timeoutMillis());
    ArmRequest request = ArmRequest.of(spec, remaining, vantage);
    long askedAt = micros();
    Session armed =
        make(() -> control.arm(request), e -> ControlFailures.notArmed(e, () -> version(vantage)));
    if (armed != null && armed.protocol() > ResponderControl.PROTOCOL) {
      throw ControlFailures.otherProtocol(armed.protocol(), "the answer to POST /sessions");
    }
    try {
      AnswerCheck.check(armed);
    } catch (AnswerCheck.Nonsense e) {
      throw new ControlFailed(
          Reason.NOT_A_RESPONDER,
          "the answer to POST /sessions is no session of a responder: " + e.getMessage());
    }
    offset.asked(askedAt, armed.receivedMicros());
    offset.answered(armed.answeredMicros(), micros());
    control.isOfVersion(armed.version());
    session = armed;
    return armed;
  }

  /** Tells the responder that the initiator has closed. */
  void closed(String initiatorAddress) throws ControlFailed {
    Session armed = session();
    make(
        () -> {
          control.closed(armed.id(), new InitiatorClosed(initiatorAddress));
          return armed;
        },
        ControlFailures::lost);
  }

  /** Waits for the responder's report, until the deadline at most. */
  Report report() throws ControlFailed {
    return report(Math.clamp(left().minus(ANSWERING).toMillis(), 0, 60_000));
  }

  /** Fetches the responder's report in its current state. */
  Report reportNow() throws ControlFailed {
    return report(0);
  }

  /** Fetches the responder's report when the session is over, or in its state after this time. */
  Report reportWithin(Duration most) throws ControlFailed {
    return report((int) Math.clamp(left().dividedBy(2).toMillis(), 0, most.toMillis()));
  }

  private Report report(int wait) throws ControlFailed {
    Session armed = session();
    long askedAt = micros();
    Report report = make(() -> read(control.report(armed.id(), wait)), ControlFailures::lost);
    if (report != null
        && report.instance() != null
        && !report.instance().equals(armed.instance())) {
      throw new ControlFailed(
          Reason.RESPONDER_LOST,
          "instance %s was armed, and instance %s answers now"
              .formatted(armed.instance(), report.instance()));
    }
    try {
      AnswerCheck.check(report, armed, spec);
    } catch (AnswerCheck.Nonsense e) {
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    offset.asked(askedAt, report.receivedMicros());
    offset.answered(report.answeredMicros(), micros());
    return report;
  }

  private static @Nullable Report read(@Nullable WrittenReport answer) {
    return answer == null ? null : answer.report();
  }

  /** Disarms the session at the responder, without waiting for the answer. */
  void disarm() {
    disarming.disarm(responder, session().id());
  }

  /** Ends the calls; nothing waits for their answers any more. */
  @Override
  public void close() {
    calls.close();
  }

  private Session session() {
    Session armed = session;
    if (armed == null) {
      throw new IllegalStateException("not armed yet");
    }
    return armed;
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  private long micros() {
    return (System.nanoTime() - originNanos) / 1000;
  }

  /** Translates the failure of a call. */
  private interface Failing {
    /**
     * @param e null if there was no answer by the deadline
     */
    ControlFailed why(@Nullable RuntimeException e);
  }

  /** Makes a call; any failure becomes an outcome's reason. */
  private <T> T make(Supplier<T> call, Failing failing) throws ControlFailed {
    try {
      return calls.make(call);
    } catch (TimeoutException _) {
      throw failing.why(null);
    } catch (RuntimeException e) {
      throw failing.why(e);
    }
  }

  /**
   * The responder's version; asks for it at most once a minute. The refusal of a field doesn't
   * contain it, but the refusal of a protocol version that never existed does, and that request
   * arms nothing.
   */
  private @Nullable String version(String vantage) {
    String known = control.version();
    if (known != null) {
      return known;
    }
    try {
      calls.make(() -> control.arm(new ArmRequest(NO_PROTOCOL, SpecDraft.EMPTY, 1, vantage)));
    } catch (ControlAnswer answer) {
      control.isOfVersion(answer.version());
    } catch (TimeoutException | RuntimeException _) {
      // It doesn't say.
    }
    return control.version();
  }

  /** What another thread gets, within this time; what it failed with, if it did. */
  static Report within(CompletableFuture<Report> reported, long nanos) throws ControlFailed {
    try {
      return reported.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "no report by the deadline");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "this instance is shutting down");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ControlFailed failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}

package net.teardown.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import net.teardown.experiment.Reason;
import net.teardown.experiment.Spec;
import net.teardown.experiment.SpecDraft;
import net.teardown.responder.control.Arming;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;

/**
 * What one run says to its responder: each call ends by the run's deadline, whatever the other side
 * does, and each failure has a reason. What was said when also tells how the two clocks differ.
 */
final class Conversation {

  /** How long an answer takes that the responder gives at once. */
  private static final Duration ANSWERING = Duration.ofMillis(50);

  private final ResponderControl control;
  private final Executor threads;
  private final long originNanos;
  private final long deadlineNanos;
  private final ClockOffset offset = new ClockOffset();

  private @Nullable Session session;

  /**
   * @param threads that may be left behind in a call for as long as that takes to notice its
   *     interruption
   * @param originNanos what the run's times count from
   */
  Conversation(ResponderControl control, Executor threads, long originNanos, long deadlineNanos) {
    this.control = control;
    this.threads = threads;
    this.originNanos = originNanos;
    this.deadlineNanos = deadlineNanos;
  }

  /** What is known of the responder's clock by now. */
  ClockOffset offset() {
    return offset;
  }

  /** Arms the responder with its half of this spec. */
  Session arm(Spec spec, String vantage) throws ControlFailed {
    int remaining = (int) Math.clamp(left().toMillis(), 1, spec.timeoutMillis());
    Arming arming =
        new Arming(ResponderControl.PROTOCOL, SpecDraft.of(spec, null, null), remaining, vantage);
    long askedAt = micros();
    Session armed;
    try {
      armed = within(() -> control.arm(arming));
    } catch (TimeoutException e) {
      throw new ControlFailed(
          Reason.CONTROL_UNREACHABLE, "no answer to POST /sessions by the deadline");
    } catch (RestClientException | ControlAnswer e) {
      throw notArmed(e);
    }
    if (armed == null || armed.id() == null || armed.instance() == null || armed.ticket() == null) {
      throw new ControlFailed(
          Reason.NOT_A_RESPONDER, "the answer to POST /sessions is no session of a responder");
    }
    if (armed.protocol() != ResponderControl.PROTOCOL) {
      throw otherProtocol(armed.protocol(), "the answer to POST /sessions");
    }
    offset.asked(askedAt, armed.receivedMicros());
    offset.answered(armed.answeredMicros(), micros());
    session = armed;
    return armed;
  }

  /** Says that the initiator has closed. */
  void closed(String initiatorAddress) throws ControlFailed {
    UUID id = session().id();
    try {
      within(() -> {
        control.closed(id, new InitiatorClosed(initiatorAddress));
        return id;
      });
    } catch (TimeoutException e) {
      throw new ControlFailed(
          Reason.REPORT_UNAVAILABLE, "no answer to POST /sessions/{id}/closed by the deadline");
    } catch (RestClientException | ControlAnswer e) {
      throw lost(e);
    }
  }

  /** Waits for the responder's report, at the longest until the deadline. */
  Report report() throws ControlFailed {
    return report((int) Math.clamp(left().minus(ANSWERING).toMillis(), 0, 60_000));
  }

  /** The responder's report as it stands. */
  Report reportNow() throws ControlFailed {
    return report(0);
  }

  private Report report(int wait) throws ControlFailed {
    UUID id = session().id();
    long askedAt = micros();
    Report report;
    try {
      report = within(() -> control.report(id, wait));
    } catch (TimeoutException e) {
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "no report by the deadline");
    } catch (RestClientException | ControlAnswer e) {
      throw lost(e);
    }
    if (report == null || report.state() == null || report.end() == null) {
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "the answer is no report");
    }
    if (!session().instance().equals(report.instance())) {
      throw new ControlFailed(
          Reason.RESPONDER_LOST,
          "instance %s was armed, and instance %s answers now"
              .formatted(session().instance(), report.instance()));
    }
    offset.asked(askedAt, report.receivedMicros());
    offset.answered(report.answeredMicros(), micros());
    return report;
  }

  /** Lets the responder forget the session, without waiting for it. */
  void disarm() {
    UUID id = session().id();
    threads.execute(() -> {
      try {
        control.disarm(id);
      } catch (RestClientException | ControlAnswer | IllegalStateException _) {
        // It forgets by itself when the session's time is up; or this instance ends, its client
        // first.
      }
    });
  }

  private Session session() {
    if (session == null) {
      throw new IllegalStateException("not armed yet");
    }
    return session;
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  private long micros() {
    return (System.nanoTime() - originNanos) / 1000;
  }

  /** Timeouts of sockets bound each wait, not their sum: an answer may come byte by byte. */
  private <T> T within(Supplier<T> call) throws TimeoutException {
    FutureTask<T> task = new FutureTask<>(call::get);
    threads.execute(task);
    try {
      return task.get(left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw e;
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static ControlFailed notArmed(RuntimeException e) {
    return switch (e) {
      case ControlAnswer answer ->
          answer.protocol() != null && answer.protocol() != ResponderControl.PROTOCOL
              ? otherProtocol(answer.protocol(), answer.getMessage())
              : new ControlFailed(
                  answer.isProblem() ? Reason.CONTROL_REFUSED : Reason.NOT_A_RESPONDER,
                  String.valueOf(answer.getMessage()));
      case ResourceAccessException failure ->
          new ControlFailed(
              speaksNoHttp(failure) ? Reason.NOT_A_RESPONDER : Reason.CONTROL_UNREACHABLE,
              "POST /sessions: " + root(failure));
      default -> new ControlFailed(Reason.NOT_A_RESPONDER, "POST /sessions: " + root(e));
    };
  }

  private static ControlFailed lost(RuntimeException e) {
    return switch (e) {
      case ControlAnswer answer when answer.status() == 404 ->
          new ControlFailed(
              Reason.RESPONDER_LOST,
              "the responder doesn't know the session any more: " + answer.getMessage());
      case ControlAnswer answer ->
          new ControlFailed(Reason.REPORT_UNAVAILABLE, String.valueOf(answer.getMessage()));
      case ResourceAccessException failure ->
          new ControlFailed(Reason.RESPONDER_LOST, root(failure));
      default -> new ControlFailed(Reason.REPORT_UNAVAILABLE, root(e));
    };
  }

  private static ControlFailed otherProtocol(int protocol, @Nullable String where) {
    return new ControlFailed(
        Reason.OTHER_PROTOCOL,
        "it speaks protocol %d, this instance %d (%s)"
            .formatted(protocol, ResponderControl.PROTOCOL, where));
  }

  private static boolean speaksNoHttp(ResourceAccessException e) {
    return e.getCause() instanceof IOException io
        && (io instanceof NoHttpResponseException
            || io instanceof MessageConstraintException
            || io.getCause() instanceof ProtocolException);
  }

  private static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}

package net.teardown.run.responder;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Reason;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.Arming;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrittenReport;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.UnknownContentTypeException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * What one run says to its responder: each call ends by the run's deadline, whatever the other side
 * does, and each failure has a reason. What was said when also tells how the two clocks differ.
 */
final class Conversation implements AutoCloseable {

  /** How long an answer takes that the responder gives at once. */
  private static final Duration ANSWERING = Duration.ofMillis(50);

  /** No version of the protocol: each of them refuses it. */
  private static final int NO_PROTOCOL = 0;

  private final AllowedTarget.Responder responder;
  private final Spec spec;
  private final ResponderControl control;
  private final BoundedCalls calls;
  private final Disarming disarming;
  private final long originNanos;
  private final long deadlineNanos;
  private final ClockOffset offset = new ClockOffset();

  private volatile @Nullable Session session;

  /**
   * @param spec what is run
   * @param originNanos what the run's times count from
   */
  Conversation(
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

  /** What is known of the responder's clock by now. */
  ClockOffset offset() {
    return offset;
  }

  /** Arms the responder with its half of the spec. */
  Session arm(String vantage) throws ControlFailed {
    int remaining = Math.clamp(left().toMillis(), 1, spec.timeoutMillis());
    Arming arming = Arming.of(spec, remaining, vantage);
    long askedAt = micros();
    Session armed = make(() -> control.arm(arming), e -> notArmed(e, vantage));
    if (armed != null && armed.protocol() > ResponderControl.PROTOCOL) {
      throw otherProtocol(armed.protocol(), "the answer to POST /sessions");
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
    session = armed;
    return armed;
  }

  /** Says that the initiator has closed. */
  void closed(String initiatorAddress) throws ControlFailed {
    Session armed = session();
    make(
        () -> {
          control.closed(armed.id(), new InitiatorClosed(initiatorAddress));
          return armed;
        },
        Conversation::lost);
  }

  /** Waits for the responder's report, at the longest until the deadline. */
  Report report() throws ControlFailed {
    return report(Math.clamp(left().minus(ANSWERING).toMillis(), 0, 60_000));
  }

  /** The responder's report as it stands. */
  Report reportNow() throws ControlFailed {
    return report(0);
  }

  private Report report(int wait) throws ControlFailed {
    Session armed = session();
    long askedAt = micros();
    Report report = make(() -> read(control.report(armed.id(), wait)), Conversation::lost);
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

  /** Lets the responder forget the session, without waiting for it. */
  void disarm() {
    disarming.disarm(responder, session().id());
  }

  /** Nobody waits for an answer any more. */
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

  /** What a call that failed means. */
  private interface Failing {
    /**
     * @param e null if there was no answer by the deadline
     */
    ControlFailed why(@Nullable RuntimeException e);
  }

  /** Whatever goes wrong in a call is an outcome. */
  private <T> T make(Supplier<T> call, Failing failing) throws ControlFailed {
    try {
      return calls.make(call);
    } catch (TimeoutException _) {
      throw failing.why(null);
    } catch (RuntimeException e) {
      throw failing.why(e);
    }
  }

  private ControlFailed notArmed(@Nullable RuntimeException e, String vantage) {
    return switch (e) {
      case null ->
          new ControlFailed(
              Reason.CONTROL_UNREACHABLE, "no answer to POST /sessions by the deadline");
      case ControlAnswer answer -> refused(answer, vantage);
      default ->
          new ControlFailed(
              broken(e) && !(root(e) instanceof NoHttpResponseException)
                  ? Reason.CONTROL_UNREACHABLE
                  : Reason.NOT_A_RESPONDER,
              "POST /sessions: " + said(e));
    };
  }

  /** What this instance has allowed itself, and another one refuses, is of another version. */
  private ControlFailed refused(ControlAnswer answer, String vantage) {
    String said = String.valueOf(answer.getMessage());
    Integer protocol = answer.protocol();
    if (protocol != null && protocol > ResponderControl.PROTOCOL) {
      return otherProtocol(protocol, said);
    }
    if (answer.refusesProtocol() || (protocol != null && protocol < ResponderControl.PROTOCOL)) {
      return tooOld(answer.version(), "protocol %d".formatted(ResponderControl.PROTOCOL), said);
    }
    Map<String, String> fields = answer.refusedFields();
    if (!fields.isEmpty()) {
      return tooOld(
          version(vantage),
          fields.entrySet().stream()
              .map(field -> "the spec's '%s' (%s)".formatted(field.getKey(), field.getValue()))
              .collect(Collectors.joining(", ")),
          said);
    }
    return new ControlFailed(
        answer.isProblem() ? Reason.CONTROL_REFUSED : Reason.NOT_A_RESPONDER, said);
  }

  /**
   * Which version the responder is. The refusal of a field doesn't say so; that of a protocol which
   * never was does, and nothing is armed by it.
   */
  private @Nullable String version(String vantage) {
    try {
      calls.make(() -> control.arm(new Arming(NO_PROTOCOL, SpecDraft.EMPTY, 1, vantage)));
      return null;
    } catch (ControlAnswer answer) {
      return answer.version();
    } catch (TimeoutException | RuntimeException _) {
      return null;
    }
  }

  private static ControlFailed tooOld(@Nullable String version, String what, String said) {
    return new ControlFailed(
        Reason.RESPONDER_TOO_OLD,
        "the responder is %s and refuses %s: %s"
            .formatted(
                version == null ? "a Teardown that doesn't say its version" : "Teardown " + version,
                what,
                said));
  }

  private static ControlFailed lost(@Nullable RuntimeException e) {
    return switch (e) {
      case null -> new ControlFailed(Reason.REPORT_UNAVAILABLE, "no report by the deadline");
      case ControlAnswer answer when answer.status() == 404 ->
          new ControlFailed(
              Reason.RESPONDER_LOST,
              "the responder doesn't know the session any more: " + answer.getMessage());
      case ControlAnswer answer ->
          new ControlFailed(Reason.REPORT_UNAVAILABLE, String.valueOf(answer.getMessage()));
      default ->
          new ControlFailed(broken(e) ? Reason.RESPONDER_LOST : Reason.REPORT_UNAVAILABLE, said(e));
    };
  }

  private static ControlFailed otherProtocol(int protocol, @Nullable String where) {
    return new ControlFailed(
        Reason.OTHER_PROTOCOL,
        "it speaks protocol %d, this instance %d (%s)"
            .formatted(protocol, ResponderControl.PROTOCOL, where));
  }

  /**
   * Whether the connection failed, and not what was said on it. One that ends without an answer is
   * what is left of a responder that was killed; who ends it before anything is armed never was
   * one.
   */
  private static boolean broken(Throwable e) {
    boolean broken = false;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case MessageConstraintException _, MalformedChunkCodingException _, ProtocolException _ -> {
          return false;
        }
        case IOException _ -> broken = true;
        default -> {
          // What was wrapped around it.
        }
      }
    }
    return broken;
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** What went wrong at the root of it, with the field where it is one. */
  private static String said(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownContentTypeException other -> {
          return "an answer %d of type %s, where JSON belongs"
              .formatted(other.getStatusCode().value(), other.getContentType());
        }
        case ValueInstantiationException nonsense
            when nonsense.getCause() instanceof IllegalArgumentException why -> {
          return "the answer%s can't be read: %s".formatted(field(nonsense), why.getMessage());
        }
        case DatabindException wrong -> {
          return "the answer%s can't be read: it isn't what belongs there".formatted(field(wrong));
        }
        case JacksonIOException _ -> {
          // What is read, not what is said.
        }
        case JacksonException json -> {
          return "the answer%s can't be read: %s".formatted(field(json), json.getOriginalMessage());
        }
        default -> {
          // What was wrapped around it.
        }
      }
    }
    Throwable root = root(e);
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  private static String field(JacksonException e) {
    String path =
        e.getPath().stream()
            .map(at ->
                at.getPropertyName() == null
                    ? "[%d]".formatted(at.getIndex())
                    : "." + at.getPropertyName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "" : "'s " + path.substring(path.startsWith(".") ? 1 : 0);
  }
}

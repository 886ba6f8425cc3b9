package net.teardown.run.responder;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.teardown.experiment.terms.Reason;
import net.teardown.responder.control.ResponderControl;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Translates a failed call of the control channel into the run's reason. */
final class ControlFailures {

  private ControlFailures() {}

  /**
   * The reason for a failed call to arm.
   *
   * @param e null if there was no answer by the deadline
   * @param version asks for the responder's version; returns null if it doesn't say
   */
  static ControlFailed notArmed(@Nullable RuntimeException e, Supplier<@Nullable String> version) {
    return switch (e) {
      case null ->
          new ControlFailed(
              Reason.CONTROL_UNREACHABLE, "no answer to POST /sessions by the deadline");
      case ControlAnswer answer -> refused(answer, version);
      default ->
          new ControlFailed(
              broken(e) && !(root(e) instanceof NoHttpResponseException)
                  ? Reason.CONTROL_UNREACHABLE
                  : Reason.NOT_A_RESPONDER,
              "POST /sessions: " + said(e));
    };
  }

  /**
   * The reason for a refusal. A spec that this instance accepts and the responder refuses means
   * that the responder is of another version.
   */
  private static ControlFailed refused(ControlAnswer answer, Supplier<@Nullable String> version) {
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
          version.get(),
          fields.entrySet().stream()
              .map(field -> "the spec's '%s' (%s)".formatted(field.getKey(), field.getValue()))
              .collect(Collectors.joining(", ")),
          said);
    }
    return new ControlFailed(
        answer.isProblem() ? Reason.CONTROL_REFUSED : Reason.NOT_A_RESPONDER, said);
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

  /**
   * The reason for a failed call after the arming.
   *
   * @param e null if there was no answer by the deadline
   */
  static ControlFailed lost(@Nullable RuntimeException e) {
    return switch (e) {
      case null -> new ControlFailed(Reason.REPORT_UNAVAILABLE, "no report by the deadline");
      case ControlAnswer answer when answer.status() == 404 ->
          new ControlFailed(
              Reason.RESPONDER_LOST,
              "the responder doesn't know the session any more: " + answer.getMessage());
      case ControlAnswer answer ->
          new ControlFailed(Reason.REPORT_UNAVAILABLE, String.valueOf(answer.getMessage()));
      default -> {
        boolean broken = broken(e);
        yield new ControlFailed(
            broken ? Reason.RESPONDER_LOST : Reason.REPORT_UNAVAILABLE, said(e), broken);
      }
    };
  }

  /** The reason for another protocol version. */
  static ControlFailed otherProtocol(int protocol, @Nullable String where) {
    return new ControlFailed(
        Reason.OTHER_PROTOCOL,
        "it speaks protocol %d, this instance %d (%s)"
            .formatted(protocol, ResponderControl.PROTOCOL, where));
  }

  /**
   * Whether the connection failed, and not the message on it. A connection that ends without an
   * answer means that the responder was killed, or, before the arming, that there was none.
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
          // A wrapper; its cause comes next.
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

  /** The text of the root cause, with the field if it concerns one. */
  private static String said(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case ControlCalls.OtherContent other -> {
          return String.valueOf(other.getMessage());
        }
        case ValueInstantiationException nonsense
            when nonsense.getCause() instanceof IllegalArgumentException why -> {
          return "the answer%s can't be read: %s".formatted(field(nonsense), why.getMessage());
        }
        case DatabindException wrong -> {
          return "the answer%s can't be read: it isn't what belongs there".formatted(field(wrong));
        }
        case JacksonIOException _ -> {
          // Wraps an I/O error, which comes next.
        }
        case JacksonException json -> {
          return "the answer%s can't be read: %s".formatted(field(json), json.getOriginalMessage());
        }
        default -> {
          // A wrapper; its cause comes next.
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

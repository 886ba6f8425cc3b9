package net.teardown.run.responder;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Printable;
import net.teardown.responder.control.PeerAddress;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what another instance answers is possible: it is trusted no more than a request. A
 * field may be absent unless the rest makes no sense without it.
 */
final class AnswerCheck {

  /** A value is impossible; the message names the field. */
  static final class Nonsense extends Exception {

    private static final long serialVersionUID = 1L;

    private Nonsense(String message) {
      super(message);
    }
  }

  private static final Pattern TICKET = Pattern.compile("[0-9A-Fa-f]{32}");
  private static final Pattern ERRNO = Pattern.compile("E[A-Z0-9]{1,31}");

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_PRECEDED = 1024;
  private static final int LARGEST_PORT = 65_535;

  /** Several times as many steps as a transcript keeps. */
  private static final int MOST_STEPS = 10_000;

  /** Longer than any session lasts. */
  private static final long LONGEST_MICROS = Duration.ofHours(2).toNanos() / 1000;

  /** More bytes than something in between could plausibly add. */
  private static final long MOST_ADDED = SpecFields.MAX_BYTES;

  private static final int TICKET_BYTES = 16;

  /** The byte that a diagnosis sends, and the sequence number of a FIN. */
  private static final long PROBE_AND_FIN = 2;

  private final String whose;

  private AnswerCheck(String whose) {
    this.whose = whose;
  }

  /** Checks the answer to an arm request of this protocol version. */
  static void check(@Nullable Session session) throws Nonsense {
    AnswerCheck check = new AnswerCheck("the session");
    if (session == null) {
      throw new Nonsense("there is no session in it");
    }
    check.that(
        session.protocol() == ResponderControl.PROTOCOL,
        "protocol",
        session.protocol(),
        "not the one that was asked for");
    check.there("id", session.id());
    check.there("instance", session.instance());
    check.line("vantage", check.there("vantage", session.vantage()), LONGEST_NAME);
    check.line("version", check.there("version", session.version()), LONGEST_WORD);
    String ticket = check.there("ticket", session.ticket());
    if (!TICKET.matcher(ticket).matches()) {
      throw new Nonsense(
          "the session's ticket is not %d bytes in hexadecimal digits".formatted(TICKET_BYTES));
    }
    check.that(
        session.dataPort() >= 1 && session.dataPort() <= LARGEST_PORT,
        "dataPort",
        session.dataPort(),
        "not a port");
    check.clock(session.receivedMicros(), session.answeredMicros());
  }

  /** Checks a report of this session, in which the responder performed its half of the spec. */
  static void check(@Nullable Report report, Session session, Spec spec) throws Nonsense {
    AnswerCheck check = new AnswerCheck("the report");
    if (report == null) {
      throw new Nonsense("there is no report in it");
    }
    check.that(
        report.protocol() == session.protocol(),
        "protocol",
        report.protocol(),
        "not the session's");
    check.that(
        session.id().equals(check.there("id", report.id())),
        "id",
        report.id(),
        "not the session's");
    check.there("state", report.state());
    check.there("evidenceLevel", report.evidenceLevel());
    check.address("initiatorAddress", report.initiatorAddress());
    check.line("precededBy", report.precededBy(), LONGEST_PRECEDED);
    check.line("stack", report.stack(), LONGEST_WORD);
    check.duration("settledMicros", report.settledMicros());
    check.clock(report.receivedMicros(), report.answeredMicros());
    check.end(check.there("end", report.end()), spec);
  }

  private void end(EndRecord end, Spec spec) throws Nonsense {
    long told =
        spec.exchange().bytesAfterIdle() + spec.exchange().bytesSentAfterClose() + PROBE_AND_FIN;
    long received = spec.exchange().bytesSent() + told + MOST_ADDED;
    long sent = spec.exchange().replyBytes() + told;
    boolean readsToTheEnd = spec.closer() == Closer.INITIATOR || spec.close().drainBeforeClose();
    address("end.address", end.address());
    count("end.bytesRead", end.bytesRead(), readsToTheEnd ? received : spec.close().bytesRead());
    count("end.bytesAccepted", end.bytesAccepted(), sent);
    count("end.unreadAtClose", end.unreadAtClose(), received);
    count("end.alteredAt", end.alteredAt(), received);
    tls(end.tls());
    // Records, a handshake among them, are longer than what they hold.
    long records = spec.exchange().tls() == null ? 0 : MOST_ADDED;
    List<Step> steps = end.steps();
    if (steps.size() > MOST_STEPS) {
      throw new Nonsense("the report has %d steps: %d at most".formatted(steps.size(), MOST_STEPS));
    }
    for (int i = 0; i < steps.size(); i++) {
      step(
          "end.steps[%d]".formatted(i),
          steps.get(i),
          TICKET_BYTES + Math.max(received, sent) + records);
    }
    Evidence evidence = end.evidence();
    if (evidence != null) {
      errno("end.evidence.unreachable", evidence.unreachable());
      errno("end.evidence.socketError", evidence.socketError());
    }
  }

  private void tls(@Nullable EndTls tls) throws Nonsense {
    if (tls == null) {
      return;
    }
    line("end.tls.cipher", tls.cipher(), LONGEST_WORD);
    line("end.tls.alert", tls.alert(), LONGEST_WORD);
    line("end.tls.failure", tls.failure(), LONGEST_PRECEDED);
    time("end.tls.atMicros", tls.atMicros());
    time("end.tls.handshakeMicros", tls.handshakeMicros());
    time("end.tls.closeNotifyAtMicros", tls.closeNotifyAtMicros());
    count("end.tls.sentBytes", tls.sentBytes(), 2 * MOST_ADDED);
    count("end.tls.receivedBytes", tls.receivedBytes(), 2 * MOST_ADDED);
  }

  private void time(String field, @Nullable Long micros) throws Nonsense {
    if (micros != null) {
      that(Math.abs(micros) <= LONGEST_MICROS, field, micros, "not a time of this run");
    }
  }

  private void step(String field, Step step, long most) throws Nonsense {
    there(field + ".call", step.call());
    // Negative times are possible: the connection may have been accepted before the session was
    // armed.
    time(field + ".atMicros", step.atMicros());
    that(
        step.untilMicros() >= step.atMicros() && step.untilMicros() <= LONGEST_MICROS,
        field + ".untilMicros",
        step.untilMicros(),
        "not a time of this run after its call");
    errno(field + ".errno", step.errno());
    // Each call of a step offers or asks for all that remains then.
    count(field + ".bytes", step.bytes(), most * step.times());
    switch (step.call()) {
      case SEND_TICKET, RECV_TICKET, SEND, RECV, PROBE, SEND_AFTER_IDLE, UNREAD, UNACKNOWLEDGED ->
          count(field + ".result", step.result(), most);
      case SOCKET,
          BIND,
          CONNECT,
          ACCEPT,
          SHUTDOWN_WRITE,
          LINGER,
          CLOSE,
          POLL,
          TCP_INFO,
          SOCKET_ERROR,
          SOCK_DIAG,
          GETIFADDRS -> {
        // No bytes.
      }
    }
  }

  private void clock(long received, long answered) throws Nonsense {
    duration("receivedMicros", received);
    that(
        answered >= received && answered <= LONGEST_MICROS,
        "answeredMicros",
        answered,
        "not a time of this run after it was asked");
  }

  private void duration(String field, long micros) throws Nonsense {
    that(micros >= 0 && micros <= LONGEST_MICROS, field, micros, "not a time of this run");
  }

  private void count(String field, @Nullable Long bytes, long most) throws Nonsense {
    if (bytes != null) {
      that(bytes >= 0, field, bytes, "not a count of bytes");
      that(bytes <= most, field, bytes, "more bytes than this run has");
    }
  }

  private void errno(String field, @Nullable String symbol) throws Nonsense {
    if (symbol != null && !ERRNO.matcher(symbol).matches()) {
      throw new Nonsense("%s's %s is not the name of an error".formatted(whose, field));
    }
  }

  private void address(String field, @Nullable String address) throws Nonsense {
    if (address != null && PeerAddress.parse(address).isEmpty()) {
      throw new Nonsense("%s's %s is not an address and a port".formatted(whose, field));
    }
  }

  private void line(String field, @Nullable String text, int longest) throws Nonsense {
    if (text != null && (text.length() > longest || !Printable.isLine(text))) {
      throw new Nonsense(
          "%s's %s is not a line of %d characters at most".formatted(whose, field, longest));
    }
  }

  private <T> T there(String field, @Nullable T value) throws Nonsense {
    if (value == null) {
      throw new Nonsense("%s has no %s".formatted(whose, field));
    }
    return value;
  }

  private void that(boolean holds, String field, Object value, String otherwise) throws Nonsense {
    if (!holds) {
      throw new Nonsense("%s's %s is %s: %s".formatted(whose, field, value, otherwise));
    }
  }
}

package net.teardown.run.responder;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import net.teardown.diagnosis.Diagnostician;
import net.teardown.diagnosis.Repeats;
import net.teardown.diagnosis.TwoEndedRun;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.PathFacts;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Reason;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrongInstance;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.ScriptRunner;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the result of one run with another Teardown from the initiator's transcript and the
 * responder's report.
 */
final class CrossHostOutcome {

  private static final int LONGEST_DETAIL = 700;

  private final TcpStack stack;
  private final ControlSession control;
  private final Spec spec;
  private final Environment here;
  private final long originNanos;

  private EndRecord initiator = EndRecord.IDLE;
  private Duration settled = Duration.ZERO;
  private byte[] unexpected = new byte[0];

  /**
   * @param control with the responder
   * @param here the settings of this host
   * @param originNanos {@link System#nanoTime()} of the run's beginning
   */
  CrossHostOutcome(
      TcpStack stack, ControlSession control, Spec spec, Environment here, long originNanos) {
    this.stack = stack;
    this.control = control;
    this.spec = spec;
    this.here = here;
    this.originNanos = originNanos;
  }

  /** Takes the results of the initiator's finished script. */
  void finished(ScriptRunner runner) {
    initiator = runner.record();
    settled = runner.settled();
    unexpected = runner.unexpected();
  }

  /** The initiator's transcript. */
  EndRecord initiator() {
    return initiator;
  }

  /** Text about unexpected bytes on the test connection; null if none arrived. */
  private @Nullable String answered() {
    return unexpected.length == 0
        ? null
        : "on the test connection came \"%s\""
            .formatted(new String(unexpected, US_ASCII).replaceAll("[^ -~]+", " ").strip());
  }

  /** The result when the responder has sent its report. */
  CrossHostReport withReport(Session session, Report report) {
    if (report.precededBy() != null) {
      return judged(
          session,
          report,
          Judge.withoutTheOtherEnd(initiator, Reason.TICKET_NOT_CLAIMED),
          "the responder received \"%s\" in front of the ticket".formatted(report.precededBy()));
    }
    return switch (report.state()) {
      case FINISHED -> {
        control.offset().learn(initiator, report.end());
        Judgement judgement = Judge.acrossHosts(initiator, report.end(), spec.closer());
        yield judged(session, report, judgement, null);
      }
      case ARMED, EXPIRED -> {
        control.disarm();
        yield WrongInstance.parse(unexpected)
            .map(other ->
                withoutReport(session, Reason.REACHED_ANOTHER_INSTANCE, reached(other, session)))
            .orElseGet(() -> withoutReport(session, Reason.TICKET_NOT_CLAIMED, answered()));
      }
      case DISARMED ->
          withoutReport(
              session,
              Reason.RESPONDER_LOST,
              "the responder ended the session early: it is shutting down, or was told to");
      case RUNNING -> {
        control.disarm();
        if (spec.closer() == Closer.INITIATOR && !initiator.closed()) {
          Judgement judgement = Judge.acrossHosts(initiator, report.end(), spec.closer());
          yield judged(session, report, judgement, null);
        }
        yield withoutReport(
            session, Reason.REPORT_UNAVAILABLE, "the responder was still at it by the deadline");
      }
    };
  }

  private CrossHostReport judged(
      Session session, Report report, Judgement judgement, @Nullable String detail) {
    EvidenceLevel level =
        spec.closer() == Closer.RESPONDER ? OutcomeAssembler.level(stack) : report.evidenceLevel();
    EndRecord responder = control.offset().onInitiatorsClock(report.end());
    EndRecord observer = initiator;
    if (spec.closer() == Closer.INITIATOR) {
      observer = responder;
      settled = Duration.of(report.settledMicros(), ChronoUnit.MICROS);
    }
    Diagnosis diagnosis =
        Diagnostician.diagnose(
            new TwoEndedRun(
                spec,
                new Environments(here, report.environment()),
                judgement,
                level,
                initiator,
                responder,
                report.initiatorAddress(),
                report.precededBy(),
                observer.stoppedIn() == null));
    return over(
        responder,
        judgement,
        level,
        detail,
        new PathFacts(introduced(session, report), control.offset().errorMicros(), diagnosis));
  }

  /** The result when there is no report of the responder, for this reason. */
  CrossHostReport withoutReport(@Nullable Session session, Reason reason, @Nullable String detail) {
    return over(
        null,
        Judge.withoutTheOtherEnd(initiator, reason),
        OutcomeAssembler.level(stack),
        detail,
        new PathFacts(session == null ? null : introduced(session, null), null, null));
  }

  private CrossHostReport over(
      @Nullable EndRecord responder,
      Judgement judgement,
      EvidenceLevel level,
      @Nullable String detail,
      PathFacts between) {
    return new CrossHostReport(
        new Repeats.Run(
            spec, judgement.at(level), new Ends.TwoHosts(initiator, responder, between)),
        level,
        detail == null ? null : Printable.line(detail, LONGEST_DETAIL),
        settled,
        Duration.ofNanos(System.nanoTime() - originNanos));
  }

  private static RespondingInstance introduced(Session session, @Nullable Report report) {
    return new RespondingInstance(
        session.instance(),
        session.vantage(),
        session.version(),
        session.dataPort(),
        report == null ? null : report.initiatorAddress(),
        report == null ? null : report.stack(),
        report == null ? null : report.evidenceLevel(),
        report == null ? null : report.environment());
  }

  private static String reached(WrongInstance other, Session session) {
    return "the test connection reached %s (instance %s), but %s (instance %s) was armed"
        .formatted(other.vantage(), other.instance(), session.vantage(), session.instance());
  }
}

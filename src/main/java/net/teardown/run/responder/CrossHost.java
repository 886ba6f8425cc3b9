package net.teardown.run.responder;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.diagnosis.Diagnostician;
import net.teardown.diagnosis.Repeats;
import net.teardown.diagnosis.Testimony;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Across;
import net.teardown.experiment.outcome.Diagnosis;
import net.teardown.experiment.outcome.Origin;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.RespondingInstance;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.theory.Oracle;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrongInstance;
import net.teardown.run.outcome.Conclusion;
import net.teardown.run.outcome.Played;
import net.teardown.script.Buffers;
import net.teardown.script.Cues;
import net.teardown.script.Player;
import net.teardown.script.Script;
import net.teardown.script.Stage;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/**
 * Runs one spec with another Teardown: arms it, plays the initiator, fetches the other end's word,
 * and has both judged. Without that word there is no verdict, only what this end saw.
 */
public final class CrossHost {

  /** How much later than the deadline its end is noticed at the latest. */
  private static final Duration LATEST = Duration.ofSeconds(1);

  private static final int LONGEST_DETAIL = 700;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Duration TICKET_IS_READ = Duration.ofSeconds(1);
  private static final String NEVER_STOOD = "the test connection never stood";

  /** The threads that play are few and stay. */
  private static final ThreadLocal<Buffers> BUFFERS =
      ThreadLocal.withInitial(() -> new Buffers(BUFFER_BYTES));

  private final TcpStack stack;
  private final String vantage;
  private final Conclusion conclusion;
  private final ControlClients clients;
  private final Disarming disarming;
  private final Executor threads;

  /**
   * @param threads of the platform, for calls of the control channel beside the run: two at most
   *     for each that is under way, and those of runs that have just ended
   */
  public CrossHost(
      TcpStack stack,
      String vantage,
      ControlClients clients,
      Disarming disarming,
      Executor threads) {
    this.stack = stack;
    this.vantage = vantage;
    this.conclusion = new Conclusion(vantage, stack.name());
    this.clients = clients;
    this.disarming = disarming;
    this.threads = threads;
  }

  /**
   * Runs it on the calling thread, within its spec's deadline; where it is to be diagnosed, once or
   * twice more, each within the same.
   */
  public Outcome run(
      AllowedTarget.Responder target, Spec spec, @Nullable String label, Origin origin) {
    Outcome first = new Run(target, spec, label, origin, null).run();
    if (!spec.diagnoses() || !mayRepeat(origin)) {
      return first;
    }
    if (Repeats.largeSegmentsSuspected(first)) {
      return Repeats.besideSmallSegments(
          first, new Run(target, spec, label, origin, Repeats.SMALL_SEGMENT_BYTES).run());
    }
    List<Outcome> runs = new ArrayList<>(List.of(first));
    while (Repeats.wanted(runs)) {
      runs.add(new Run(target, spec, label, origin, null).run());
    }
    return Repeats.told(runs);
  }

  /** What watches a target runs it again by itself, and has only the time of one run. */
  private static boolean mayRepeat(Origin origin) {
    return switch (origin) {
      case REQUEST, CAMPAIGN -> true;
      case MONITOR, PROBE, SELF_CHECK -> false;
    };
  }

  /** The outcome of a run that had nobody to run with. */
  public Outcome unresolved(
      AllowedTarget.Unresolved target, Spec spec, @Nullable String label, Origin origin) {
    Judgement judgement = Judge.withoutTheOtherEnd(EndRecord.UNKNOWN, Reason.NAME_NOT_RESOLVED);
    return conclusion.of(
        Instant.now(),
        spec,
        label,
        origin,
        new Played(EndRecord.UNKNOWN, EndRecord.UNKNOWN, Duration.ZERO, Duration.ZERO),
        judgement,
        Oracle.predict(spec),
        Conclusion.level(stack),
        "%s: %s".formatted(target.host(), target.why()),
        null);
  }

  /** One run. */
  private final class Run {

    private final AllowedTarget.Responder target;
    private final Spec spec;
    private final @Nullable String label;
    private final Origin origin;
    private final @Nullable Integer segmentBytes;
    private final Instant startedAt = Instant.now();
    private final long originNanos = System.nanoTime();
    private final long deadlineNanos;
    private final Cues cues = new Cues(this::doubt);
    private final CompletableFuture<Report> reported = new CompletableFuture<>();
    private final Conversation conversation;

    private EndRecord initiator = EndRecord.UNKNOWN;
    private Duration settled = Duration.ZERO;
    private byte[] unexpected = new byte[0];

    Run(
        AllowedTarget.Responder target,
        Spec spec,
        @Nullable String label,
        Origin origin,
        @Nullable Integer segmentBytes) {
      this.segmentBytes = segmentBytes;
      this.target = target;
      this.spec = spec;
      this.label = label;
      this.origin = origin;
      this.deadlineNanos = originNanos + spec.timeout().toNanos();
      this.conversation =
          new Conversation(target, spec, clients, disarming, originNanos, deadlineNanos);
    }

    Outcome run() {
      try (conversation) {
        return converse();
      }
    }

    private Outcome converse() {
      Session session;
      try {
        session = conversation.arm(vantage);
      } catch (ControlFailed e) {
        return silent(null, e.reason(), e.detail());
      }
      try {
        Report report = spec.closer() == Closer.RESPONDER ? observe(session) : closeFirst(session);
        return told(session, report);
      } catch (ControlFailed e) {
        conversation.disarm();
        return silent(session, e.reason(), e.detail());
      }
    }

    /** The responder closes, and its report, which comes then, is what says so. */
    private Report observe(Session session) throws ControlFailed {
      try {
        threads.execute(this::await);
      } catch (RejectedExecutionException _) {
        throw new ControlFailed(
            Reason.REPORT_UNAVAILABLE,
            "this instance makes as many calls of others as it may, or is shutting down");
      }
      play(session);
      if (initiator.evidence() == null) {
        // Never connected: there is no end to report.
        reported.completeExceptionally(new ControlFailed(Reason.TICKET_NOT_CLAIMED, NEVER_STOOD));
      }
      return join();
    }

    private void await() {
      try {
        Report report = conversation.report();
        if (report.end().closed()) {
          cues.closerHasClosed(indirect(report));
        } else {
          cues.cancel();
        }
        reported.complete(report);
      } catch (ControlFailed | RuntimeException | Error e) {
        cues.cancel();
        reported.completeExceptionally(e);
      }
    }

    /**
     * The connection is over for the initiator, and the responder says nothing: nobody need wait
     * for it if the connection never came there. A responder that is busy reads a ticket late.
     */
    private void doubt() {
      try {
        threads.execute(() -> {
          try {
            Report report = conversation.reportWithin(TICKET_IS_READ);
            if (report.state() == Report.State.ARMED) {
              reported.complete(report);
              cues.cancel();
            }
          } catch (ControlFailed _) {
            // The call that waits for the report is told so too.
          }
        });
      } catch (RejectedExecutionException _) {
        // Then the call that waits for the report decides.
      }
    }

    /** The initiator closes, which the responder can't see and has to be told. */
    private Report closeFirst(Session session) throws ControlFailed {
      play(session);
      InetSocketAddress address = cues.initiatorAddress();
      if (address == null || !initiator.succeededIn(Call.CONNECT)) {
        throw new ControlFailed(Reason.TICKET_NOT_CLAIMED, NEVER_STOOD);
      }
      if (!initiator.closed()) {
        return conversation.reportNow();
      }
      conversation.closed(Player.text(address));
      return conversation.report();
    }

    /** Ends by the deadline: so does the conversation. */
    private Report join() throws ControlFailed {
      try {
        return reported.get(
            deadlineNanos - System.nanoTime() + LATEST.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "no report by the deadline");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "this instance is shutting down");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ControlFailed failed) {
          throw failed;
        }
        throw new IllegalStateException(e.getCause());
      }
    }

    private void play(Session session) {
      Player player =
          Player.initiator(
              Script.initiator(spec, segmentBytes),
              new Stage(
                  stack,
                  BUFFERS.get(),
                  cues,
                  originNanos,
                  deadlineNanos - spec.keptToTell().toNanos()),
              target.data(),
              HexFormat.of().parseHex(session.ticket()));
      player.play();
      initiator = player.record();
      settled = player.settled();
      unexpected = player.unexpected();
    }

    /** What somebody else said on the test connection; null if nobody said anything. */
    private @Nullable String answered() {
      return unexpected.length == 0
          ? null
          : "on the test connection came \"%s\""
              .formatted(new String(unexpected, US_ASCII).replaceAll("[^ -~]+", " ").strip());
    }

    private boolean indirect(Report report) {
      InetSocketAddress own = cues.initiatorAddress();
      return own == null || !Player.text(own).equals(report.initiatorAddress());
    }

    private Outcome told(Session session, Report report) {
      if (report.precededBy() != null) {
        return judged(
            session,
            report,
            Judge.withoutTheOtherEnd(initiator, Reason.TICKET_NOT_CLAIMED),
            "the responder received \"%s\" in front of the ticket".formatted(report.precededBy()));
      }
      return switch (report.state()) {
        case FINISHED -> {
          conversation.offset().learn(initiator, report.end());
          Judgement judgement = Judge.acrossHosts(initiator, report.end(), spec.closer());
          yield judged(session, report, judgement, null);
        }
        case ARMED, EXPIRED -> {
          conversation.disarm();
          yield WrongInstance.parse(unexpected)
              .map(other ->
                  silent(session, Reason.REACHED_ANOTHER_INSTANCE, reached(other, session)))
              .orElseGet(() -> silent(session, Reason.TICKET_NOT_CLAIMED, answered()));
        }
        case DISARMED ->
            silent(
                session,
                Reason.RESPONDER_LOST,
                "the responder ended the session early: it is shutting down, or was told to");
        case RUNNING -> {
          conversation.disarm();
          if (spec.closer() == Closer.INITIATOR && !initiator.closed()) {
            Judgement judgement = Judge.acrossHosts(initiator, report.end(), spec.closer());
            yield judged(session, report, judgement, null);
          }
          yield silent(
              session, Reason.REPORT_UNAVAILABLE, "the responder was still at it by the deadline");
        }
      };
    }

    private Outcome judged(
        Session session, Report report, Judgement judgement, @Nullable String detail) {
      EvidenceLevel level =
          spec.closer() == Closer.RESPONDER ? Conclusion.level(stack) : report.evidenceLevel();
      EndRecord responder = conversation.offset().onInitiatorsClock(report.end());
      EndRecord observer = initiator;
      if (spec.closer() == Closer.INITIATOR) {
        observer = responder;
        settled = Duration.of(report.settledMicros(), ChronoUnit.MICROS);
      }
      Diagnosis diagnosis =
          Diagnostician.diagnose(
              new Testimony(
                  spec,
                  judgement,
                  level,
                  initiator,
                  responder,
                  report.initiatorAddress(),
                  report.precededBy(),
                  observer.stoppedIn() == null));
      return outcome(
          responder,
          judgement,
          level,
          detail,
          new Across(
              introduced(session, report), conversation.offset().errorMicros(), diagnosis, null));
    }

    /** What this end saw, and why the other one says nothing. */
    private Outcome silent(@Nullable Session session, Reason reason, @Nullable String detail) {
      return outcome(
          EndRecord.UNKNOWN,
          Judge.withoutTheOtherEnd(initiator, reason),
          Conclusion.level(stack),
          detail,
          new Across(session == null ? null : introduced(session, null), null, null, null));
    }

    private Outcome outcome(
        EndRecord responder,
        Judgement judgement,
        EvidenceLevel level,
        @Nullable String detail,
        Across across) {
      Duration took = Duration.ofNanos(System.nanoTime() - originNanos);
      return conclusion.of(
          startedAt,
          spec,
          label,
          origin,
          new Played(initiator, responder, settled, took),
          judgement,
          Oracle.predict(spec),
          level,
          detail == null ? null : Printable.line(detail, LONGEST_DETAIL),
          across);
    }
  }

  private static RespondingInstance introduced(Session session, @Nullable Report report) {
    return new RespondingInstance(
        session.instance(),
        session.vantage(),
        session.version(),
        session.dataPort(),
        report == null ? null : report.initiatorAddress(),
        report == null ? null : report.stack(),
        report == null ? null : report.evidenceLevel());
  }

  private static String reached(WrongInstance other, Session session) {
    return "the test connection reached %s (instance %s), but %s (instance %s) was armed"
        .formatted(other.vantage(), other.instance(), session.vantage(), session.instance());
  }
}

package net.teardown.run.responder;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Reason;
import net.teardown.instance.NoThread;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Session;
import net.teardown.script.EndSignals;
import net.teardown.script.RunContext;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import org.jspecify.annotations.Nullable;

/** One run with another Teardown, on the calling thread and those that it asks to help. */
final class CrossHostRun {

  /** How much later than the deadline its end is noticed at the latest. */
  private static final Duration LATEST = Duration.ofSeconds(1);

  private static final Duration TICKET_IS_READ = Duration.ofMillis(500);
  private static final String NEVER_STOOD = "the test connection never stood";

  private final CrossHostRuns by;
  private final AllowedTarget.Responder target;
  private final Spec spec;
  private final @Nullable Integer segmentBytes;
  private final long originNanos = System.nanoTime();
  private final long deadlineNanos;
  private final EndSignals cues = new EndSignals(this::doubt);
  private final CompletableFuture<Report> reported = new CompletableFuture<>();
  private final ControlSession conversation;

  private final CrossHostOutcome outcome;

  /**
   * @param by whose stack, channels and threads it takes
   * @param segmentBytes how long segments may be, either way; null leaves that to the kernels
   */
  CrossHostRun(
      CrossHostRuns by, AllowedTarget.Responder target, Spec spec, @Nullable Integer segmentBytes) {
    this.segmentBytes = segmentBytes;
    this.target = target;
    this.spec = spec;
    this.by = by;
    this.deadlineNanos = originNanos + spec.timeout().toNanos();
    this.conversation =
        new ControlSession(target, spec, by.clients, by.disarming, originNanos, deadlineNanos);
    this.outcome = new CrossHostOutcome(by.stack, conversation, spec, originNanos);
  }

  /**
   * Runs it within its spec's deadline.
   *
   * @throws ExecutionException with what its script failed by
   */
  CrossHostReport run() throws ExecutionException {
    try (conversation) {
      return converse();
    }
  }

  private CrossHostReport converse() throws ExecutionException {
    Session session;
    try {
      session = conversation.arm(by.vantage);
    } catch (ControlFailed e) {
      return outcome.silent(null, e.reason(), e.detail());
    }
    try {
      Report report = spec.closer() == Closer.RESPONDER ? observe(session) : closeFirst(session);
      return outcome.told(session, report);
    } catch (ControlFailed e) {
      conversation.disarm();
      return outcome.silent(session, e.reason(), e.detail());
    }
  }

  /** The responder closes, and its report, which comes then, is what says so. */
  private Report observe(Session session) throws ControlFailed, ExecutionException {
    try {
      by.threads.execute(this::await);
    } catch (RejectedExecutionException _) {
      throw new ControlFailed(
          Reason.REPORT_UNAVAILABLE,
          "this instance makes as many calls of others as it may, or is shutting down");
    }
    play(session);
    if (outcome.initiator().evidence() == null) {
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
   * The connection is over for the initiator, and the responder says nothing: nobody need wait for
   * it if the connection never came there. A responder that is busy reads a ticket late.
   */
  private void doubt() {
    try {
      by.threads.execute(() -> {
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
  private Report closeFirst(Session session) throws ControlFailed, ExecutionException {
    play(session);
    InetSocketAddress address = cues.initiatorAddress();
    if (address == null || !outcome.initiator().succeededIn(Call.CONNECT)) {
      throw new ControlFailed(Reason.TICKET_NOT_CLAIMED, NEVER_STOOD);
    }
    if (!outcome.initiator().closed()) {
      return conversation.reportNow();
    }
    conversation.closed(ScriptRunner.text(address));
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

  private void play(Session session) throws ControlFailed, ExecutionException {
    Script script = Script.initiator(spec, segmentBytes);
    long untilNanos = deadlineNanos - spec.keptToTell().toNanos();
    byte[] ticket = HexFormat.of().parseHex(session.ticket());
    ScriptRunner player;
    try {
      player =
          ScriptThreads.await(
              NoThread.orStart(() ->
                  by.scripts.start(
                      script,
                      buffers ->
                          ScriptRunner.initiator(
                              script,
                              new RunContext(by.stack, buffers, cues, originNanos, untilNanos),
                              target.data(),
                              ticket))),
              cues);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "this instance is shutting down");
    }
    outcome.played(player);
  }

  private boolean indirect(Report report) {
    InetSocketAddress own = cues.initiatorAddress();
    return own == null || !ScriptRunner.text(own).equals(report.initiatorAddress());
  }
}

package net.teardown.run.responder;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Reason;
import net.teardown.instance.NoThread;
import net.teardown.policy.AllowedTarget;
import net.teardown.responder.control.PeerAddress;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.Session;
import net.teardown.script.EndSignals;
import net.teardown.script.RunContext;
import net.teardown.script.RunHandle;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import org.jspecify.annotations.Nullable;

/**
 * Performs one run with another Teardown, on the calling thread and on threads for its control
 * calls.
 */
final class CrossHostRun {

  /** How long after the deadline the run ends at the latest. */
  private static final Duration LATEST = Duration.ofSeconds(1);

  /**
   * How long the observer's own thread may wait for the report: no longer than until it doubts that
   * the connection arrived.
   */
  private static final Duration CLOSES_SOON = Duration.ofMillis(200);

  private static final Duration TICKET_IS_READ = Duration.ofMillis(500);
  private static final String NEVER_STOOD = "the test connection never stood";

  private final CrossHostRuns by;
  private final AllowedTarget.Responder target;
  private final Spec spec;
  private final @Nullable Integer segmentBytes;
  private final long originNanos = System.nanoTime();
  private final long deadlineNanos;
  private final EndSignals signals;
  private final CompletableFuture<Report> reported = new CompletableFuture<>();

  /** Whether the report has been asked for, by whichever thread. */
  private final AtomicBoolean asked = new AtomicBoolean();

  private final ControlSession control;
  private final RunHandle handle;

  /** For a run that nobody waits for, which may last long; null where a thread waits for it. */
  private final @Nullable ReportPolling polling;

  private final CrossHostOutcome outcome;

  /**
   * @param by provides the stack, the clients and the threads
   * @param segmentBytes bound of the segments in both directions (TCP_MAXSEG); null leaves it to
   *     the kernels
   * @param handle ends it early
   */
  CrossHostRun(
      CrossHostRuns by,
      AllowedTarget.Responder target,
      Spec spec,
      @Nullable Integer segmentBytes,
      RunHandle handle) {
    this.handle = handle;
    this.segmentBytes = segmentBytes;
    this.target = target;
    this.spec = spec;
    this.by = by;
    this.signals =
        handle.endsBy(new EndSignals(spec.closer() == Closer.RESPONDER ? new Far() : null));
    this.deadlineNanos = originNanos + spec.timeout().toNanos();
    this.control =
        new ControlSession(target, spec, by.clients, by.disarming, originNanos, deadlineNanos);
    this.polling = Thread.currentThread().isVirtual() ? new ReportPolling(control, handle) : null;
    this.outcome = new CrossHostOutcome(by.stack, control, spec, by.assembler.here(), originNanos);
  }

  /**
   * Runs the spec within its deadline.
   *
   * @throws ExecutionException with the script's failure as its cause
   */
  CrossHostReport run() throws ExecutionException {
    try (control) {
      return armAndRun();
    }
  }

  private CrossHostReport armAndRun() throws ExecutionException {
    Session session;
    try {
      session = control.arm(by.vantage);
    } catch (ControlFailed e) {
      return outcome.withoutReport(null, e.reason(), e.detail());
    }
    try {
      Report report = spec.closer() == Closer.RESPONDER ? observe(session) : closeFirst(session);
      return outcome.withReport(session, report);
    } catch (ControlFailed e) {
      control.disarm();
      return outcome.withoutReport(session, e.reason(), e.detail());
    }
  }

  /**
   * Performs the observer's script while the responder closes; the responder's report tells when it
   * has closed. A script that is over soon asks for it on its own thread, when nothing else is left
   * to wait for: another thread would have to be woken, and wake this one.
   */
  private Report observe(Session session) throws ControlFailed, ExecutionException {
    Script script = Script.initiator(spec, segmentBytes);
    if (script.holdsThread() || polling != null) {
      waitBeside();
    }
    play(session, script);
    ReportPolling.requireGoingOn(handle);
    if (outcome.initiator().evidence() == null) {
      // Never connected, so there is no report to wait for.
      reported.completeExceptionally(new ControlFailed(Reason.TICKET_NOT_CLAIMED, NEVER_STOOD));
    } else if (!asked.getAndSet(true)) {
      await();
    }
    return join();
  }

  /** What the observer's thread does about the closer, which is on the other host. */
  private final class Far implements EndSignals.FarCloser {

    @Override
    public void silence() {
      if (polling != null) {
        polling.silence();
      } else {
        askWhetherArrived();
      }
    }

    @Override
    public boolean ask() {
      if (asked.getAndSet(true)) {
        return false;
      }
      try {
        Report report = control.reportWithin(CLOSES_SOON);
        if (isOver(report)) {
          tell(report);
        } else {
          beginWaiting();
        }
      } catch (ControlFailed | RuntimeException | Error e) {
        fail(e);
      }
      return true;
    }

    @Override
    public void waits() {
      waitBeside();
    }
  }

  static boolean isOver(Report report) {
    return switch (report.state()) {
      case ARMED, RUNNING -> false;
      case FINISHED, EXPIRED, DISARMED -> true;
    };
  }

  /** Waits for the report on another thread, unless it has been asked for already. */
  private void waitBeside() {
    if (!asked.getAndSet(true)) {
      beginWaiting();
    }
  }

  private void beginWaiting() {
    if (polling != null) {
      Thread.ofVirtual().name("report").start(this::await);
      return;
    }
    try {
      by.threads.execute(this::await);
    } catch (RejectedExecutionException _) {
      fail(
          new ControlFailed(
              Reason.REPORT_UNAVAILABLE,
              "this instance makes as many calls of others as it may, or is shutting down"));
    }
  }

  private void await() {
    try {
      tell(report());
    } catch (ControlFailed | RuntimeException | Error e) {
      fail(e);
    }
  }

  private Report report() throws ControlFailed {
    return polling == null ? control.report() : polling.await();
  }

  private void tell(Report report) {
    if (report.end().closed()) {
      signals.closerHasClosed(indirect(report));
    } else {
      signals.cancel();
    }
    reported.complete(report);
  }

  private void fail(Throwable e) {
    signals.cancel();
    reported.completeExceptionally(e);
  }

  /**
   * Asks the responder if the connection reached it. It is called when the connection has ended for
   * the initiator and there is no report yet; if the connection never arrived, the run needn't
   * wait. The question allows time because a busy responder reads a ticket late.
   */
  private void askWhetherArrived() {
    try {
      by.threads.execute(() -> {
        try {
          Report report = control.reportWithin(TICKET_IS_READ);
          if (report.state() == Report.State.ARMED) {
            reported.complete(report);
            signals.cancel();
          }
        } catch (ControlFailed _) {
          // The call that waits for the report fails as well.
        }
      });
    } catch (RejectedExecutionException _) {
      // The call that waits for the report decides then.
    }
  }

  /** Performs the closer's script, then tells the responder what it can't see: that it closed. */
  private Report closeFirst(Session session) throws ControlFailed, ExecutionException {
    play(session, Script.initiator(spec, segmentBytes));
    InetSocketAddress address = signals.initiatorAddress();
    if (address == null || !outcome.initiator().succeededIn(Call.CONNECT)) {
      throw new ControlFailed(Reason.TICKET_NOT_CLAIMED, NEVER_STOOD);
    }
    if (!outcome.initiator().closed()) {
      return control.reportNow();
    }
    control.closed(PeerAddress.text(address));
    return report();
  }

  /** Waits for the report, until the deadline at most, as the control session does. */
  private Report join() throws ControlFailed {
    return ControlSession.within(reported, deadlineNanos - System.nanoTime() + LATEST.toNanos());
  }

  private void play(Session session, Script script) throws ControlFailed, ExecutionException {
    long untilNanos = deadlineNanos - spec.keptToTell().toNanos();
    byte[] ticket = HexFormat.of().parseHex(session.ticket());
    ScriptRunner runner;
    try {
      runner =
          ScriptThreads.await(
              NoThread.orStart(() ->
                  by.scripts.startOrPlay(
                      script,
                      buffers ->
                          ScriptRunner.initiator(
                              script,
                              new RunContext(by.stack, buffers, signals, originNanos, untilNanos),
                              target.data(),
                              ticket))),
              signals);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ControlFailed(Reason.REPORT_UNAVAILABLE, "this instance is shutting down");
    }
    outcome.finished(runner);
  }

  private boolean indirect(Report report) {
    InetSocketAddress own = signals.initiatorAddress();
    return own == null || !PeerAddress.text(own).equals(report.initiatorAddress());
  }
}

package net.teardown.responder;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.StrangersTurnedAway;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.EvidenceLevel;
import net.teardown.instance.NoThread;
import net.teardown.instance.StandingThreads;
import net.teardown.responder.control.ArmRequest;
import net.teardown.responder.control.InitiatorClosed;
import net.teardown.responder.control.PeerAddress;
import net.teardown.responder.control.Report;
import net.teardown.responder.control.ResponderControl;
import net.teardown.responder.control.Session;
import net.teardown.responder.control.WrongInstance;
import net.teardown.script.AcceptedConnection;
import net.teardown.script.Buffers;
import net.teardown.script.RunContext;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * The responder for other hosts' runs: is armed with a spec, performs the responder's script on the
 * connection that shows the ticket, and reports. At shutdown it ends among the first, so that
 * nobody waits for the report of a session that won't complete.
 */
public final class Responder implements SmartLifecycle, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(Responder.class);

  private final UUID instance;
  private final String vantage;
  private final String version;
  private final TcpStack stack;
  private final ApplicationEventPublisher events;
  private final Sessions sessions;
  private final ScriptThreads scripts;
  private final @Nullable DataPort dataPort;
  private volatile boolean running;
  private volatile boolean ending;

  /**
   * @throws DataPortUnusable if the data port can't be listened on
   */
  Responder(
      ResponderProperties properties,
      UUID instance,
      String vantage,
      String version,
      TcpStack stack,
      ApplicationEventPublisher events) {
    this.instance = instance;
    this.vantage = vantage;
    this.version = version;
    this.stack = stack;
    this.events = events;
    this.sessions =
        new Sessions(
            properties.maxSessions(), result -> events.publishEvent(new SessionEnded(result)));
    // Twice as many threads as sessions, because a thread that has just ended its session may not
    // be idle yet.
    this.scripts =
        new ScriptThreads(
            stack, "session", 2 * properties.maxSessions(), StandingThreads.ofThisProcess()::start);
    this.dataPort = properties.enabled() ? listen(properties) : null;
  }

  private DataPort listen(ResponderProperties properties) {
    return new DataPort(
        stack,
        DataListeners.open(stack, properties.bindAddress(), properties.port()),
        properties,
        WrongInstance.line(instance, vantage),
        sessions,
        this::admit,
        count -> events.publishEvent(new StrangersTurnedAway(count)));
  }

  /** The port for test connections; null if this instance is no responder. */
  public @Nullable Integer dataPort() {
    return dataPort == null ? null : dataPort.port();
  }

  /** How many sessions are armed or running. */
  public int openSessions() {
    return sessions.open();
  }

  /**
   * Prepares a session.
   *
   * @param receivedNanos {@link System#nanoTime()} when the request came in
   */
  public Session arm(ArmRequest request, long receivedNanos) {
    int port = available().port();
    Spec spec = ArmingCheck.check(request, version);
    HostedSession session =
        new HostedSession(spec, receivedNanos, Duration.ofMillis(request.remainingMillis()));
    sessions.add(session);
    return new Session(
        ResponderControl.PROTOCOL,
        session.id(),
        instance,
        vantage,
        version,
        session.ticket(),
        port,
        0,
        session.micros(System.nanoTime()));
  }

  /** Notes that the initiator has closed. */
  public void closed(UUID id, InitiatorClosed closed) {
    HostedSession session = find(id);
    session.initiatorHasClosed(
        PeerAddress.parse(Objects.requireNonNullElse(closed.address(), ""))
            .orElseThrow(() ->
                new InvalidControl(
                    "address",
                    "must be the initiator's address and port, such as 10.0.0.1:41234 or"
                        + " [fd00::1]:41234")));
  }

  /**
   * The session's report, once the session is over or the wait is.
   *
   * @param receivedNanos {@link System#nanoTime()} when the request came in
   */
  public Report report(UUID id, int waitMillis, long receivedNanos) {
    HostedSession session = find(id);
    long until = receivedNanos + Duration.ofMillis(waitMillis).toNanos();
    try {
      for (long left = until - System.nanoTime();
          left > 0 && !session.isOver();
          left = until - System.nanoTime()) {
        long expiry = session.deadlineNanos() - System.nanoTime();
        session.await(expiry > 0 ? Math.min(left, expiry) : left);
        sessions.expireIfDue(session);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sessions.expireIfDue(session);
    return report(session, receivedNanos);
  }

  /** Ends a session. */
  public void disarm(UUID id) {
    sessions.disarm(find(id));
  }

  private Report report(HostedSession session, long receivedNanos) {
    HostedSession.Progress progress = session.progress();
    return new Report(
        ResponderControl.PROTOCOL,
        session.id(),
        instance,
        progress.state(),
        progress.initiator() == null ? null : PeerAddress.text(progress.initiator()),
        progress.precededBy(),
        stack.name(),
        stack.givesKernelEvidence() ? EvidenceLevel.KERNEL : EvidenceLevel.APPLICATION,
        Environment.of(stack.settings()),
        progress.end(),
        progress.settledMicros(),
        session.micros(receivedNanos),
        session.micros(System.nanoTime()));
  }

  private HostedSession find(UUID id) {
    HostedSession session = sessions.find(id);
    if (session == null) {
      throw new SessionUnknown(id, instance, vantage);
    }
    return session;
  }

  private DataPort available() {
    if (dataPort == null) {
      throw new ResponderUnavailable(
          "The vantage '%s' is no responder (teardown.responder.enabled=false)".formatted(vantage));
    }
    if (ending) {
      throw new ResponderUnavailable("The vantage '%s' is shutting down".formatted(vantage));
    }
    return dataPort;
  }

  private void admit(HostedSession session, AcceptedConnection accepted) {
    Script script = Script.responder(session.spec());
    try {
      NoThread.orStart(() ->
          scripts.perform(
              script,
              buffers -> runner(script, session, accepted, buffers),
              (runner, why) -> finish(session, accepted, runner, why)));
    } catch (RejectedExecutionException | IllegalStateException | NoThread e) {
      finish(session, accepted, null, e);
    }
  }

  private ScriptRunner runner(
      Script script, HostedSession session, AcceptedConnection accepted, Buffers buffers) {
    return ScriptRunner.responder(
        script,
        new RunContext(
            stack,
            buffers,
            session.signals(),
            session.originNanos(),
            // Earlier than the initiator's, which otherwise gives up on the report.
            session.deadlineNanos() - session.spec().keptToTell().toNanos() * 3 / 4),
        accepted);
  }

  private void finish(
      HostedSession session,
      AcceptedConnection accepted,
      @Nullable ScriptRunner runner,
      @Nullable Throwable why) {
    if (why != null && runner == null) {
      log.debug("a session can't be played", why);
    } else if (why != null && !ending) {
      log.error("a session's script failed", why);
    }
    EndRecord end = runner == null ? EndRecord.IDLE : runner.record();
    accepted.socket().close();
    sessions.finish(session, end, runner == null ? Duration.ZERO : runner.settled());
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** False, because it can't be started again. */
  @Override
  public boolean isPauseable() {
    return false;
  }

  /**
   * Runs before the web server's shutdown, which waits until every report that is being fetched is
   * answered.
   */
  @Override
  public void stop() {
    running = false;
    destroy();
  }

  @Override
  public void destroy() {
    if (ending) {
      return;
    }
    ending = true;
    sessions.close();
    if (dataPort != null) {
      dataPort.close();
    }
    scripts.close();
  }
}

package net.teardown.run.loopback;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Environments;
import net.teardown.instance.NoThread;
import net.teardown.script.Buffers;
import net.teardown.script.EndSignals;
import net.teardown.script.RunContext;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptRunner.Progress;
import net.teardown.script.Transcript;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpStack;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * A listener on loopback and the buffers of both ends, which one thread uses for run after run.
 * That thread performs both ends' scripts, call by call: loopback delivers inside the sender's
 * call, so the order of events is always the same. Only a {@code BLOCKED} observer, which blocks in
 * {@code recv(2)}, has a thread of its own.
 */
public final class Lane implements AutoCloseable {

  /**
   * The most bytes that fit into the sockets' buffers while neither end reads, so that no call can
   * block.
   */
  private static final int NEVER_WAITS_BYTES = 32 * 1024;

  private static final int BACKLOG = 128;

  /**
   * How many plans are kept. A campaign that cycles through more specs than this would never find a
   * plan again, however many were kept.
   */
  private static final int MOST_PLANS = 256;

  private static final String RECEIVE_BUFFER = "net.ipv4.tcp_rmem";

  private final TcpStack stack;
  private final TcpListener listener;
  private final IntConsumer onStrangers;
  private final Buffers initiatorBuffers = new Buffers();
  private final Buffers responderBuffers = new Buffers();
  private final Transcript initiatorTranscript = new Transcript();
  private final Transcript responderTranscript = new Transcript();
  private final Environment listenedUnder;
  private final Map<Spec, LanePlan> plans = new HashMap<>();
  private Environment plannedUnder;
  private @Nullable LanePlan last;

  /**
   * @throws CallFailed if the listener can't be opened
   */
  Lane(TcpStack stack, InetAddress loopback) throws CallFailed {
    this(stack, loopback, _ -> {});
  }

  /**
   * @param onStrangers gets the number of foreign connections that a run turned away
   * @throws CallFailed if the listener can't be opened
   */
  public Lane(TcpStack stack, InetAddress loopback, IntConsumer onStrangers) throws CallFailed {
    this.stack = stack;
    this.onStrangers = onStrangers;
    this.listenedUnder = Environment.of(stack.settings());
    this.plannedUnder = listenedUnder;
    this.listener = stack.listen(new InetSocketAddress(loopback, 0), BACKLOG);
  }

  /** Whether no call of a run of this spec can block, so that it may share a lane with others. */
  public static boolean neverWaits(Spec spec) {
    return !spec.close().drainBeforeClose()
        && (spec.close().lingerSeconds() == null || spec.close().lingerSeconds() == 0)
        && spec.exchange().observerReads() != ObserverReads.BLOCKED
        && spec.exchange().idleMillis() == 0
        && spec.exchange().bytesSent() <= NEVER_WAITS_BYTES
        && spec.exchange().replyBytes() <= NEVER_WAITS_BYTES
        && spec.exchange().bytesSentAfterClose() <= NEVER_WAITS_BYTES;
  }

  /**
   * The plan of this spec, kept because a campaign runs each of its specs many times.
   *
   * @param environment the settings of this host. An accepted socket has the receive buffer of the
   *     listener, which got it from the settings at the time when it was opened
   */
  @SuppressWarnings("ReferenceEquality") // comparing them takes as long as the look-up
  LanePlan plan(Spec spec, Environment environment) {
    LanePlan before = last;
    if (before != null && before.spec() == spec && environment == plannedUnder) {
      return before;
    }
    if (plans.size() >= MOST_PLANS || !environment.equals(plannedUnder)) {
      plans.clear();
    }
    plannedUnder = environment;
    LanePlan plan =
        plans.computeIfAbsent(
            spec,
            planned ->
                LanePlan.of(planned, new Environments(environment, ofAccepted(environment))));
    last = plan;
    return plan;
  }

  private Environment ofAccepted(Environment now) {
    String buffer = listenedUnder.settings().get(RECEIVE_BUFFER);
    if (buffer == null || buffer.equals(now.settings().get(RECEIVE_BUFFER))) {
      return now;
    }
    Map<String, String> settings = new HashMap<>(now.settings());
    settings.put(RECEIVE_BUFFER, buffer);
    return Environment.of(settings);
  }

  /**
   * Performs both ends' scripts of this plan, within its spec's deadline.
   *
   * @throws NoThread if the system can't start the thread of a {@code BLOCKED} observer
   */
  Played play(LanePlan plan) {
    Spec spec = plan.spec();
    long origin = System.nanoTime();
    long deadline = origin + spec.timeout().toNanos();
    EndSignals signals = new EndSignals();
    ScriptRunner initiator =
        ScriptRunner.initiator(
            plan.initiator(),
            new RunContext(stack, initiatorBuffers, initiatorTranscript, signals, origin, deadline),
            listener.localAddress());
    ScriptRunner responder =
        ScriptRunner.responder(
            plan.responder(),
            new RunContext(stack, responderBuffers, responderTranscript, signals, origin, deadline),
            listener);
    if (spec.exchange().observerReads() == ObserverReads.BLOCKED) {
      onTwoThreads(initiator, responder);
    } else {
      onThisThread(initiator, responder);
    }
    if (responder.strangers() > 0) {
      onStrangers.accept(responder.strangers());
    }
    ScriptRunner observer = spec.closer() == Closer.RESPONDER ? initiator : responder;
    Duration settled = observer.settled();
    initiator.abandon();
    responder.abandon();
    return new Played(initiator, responder, settled, System.nanoTime() - origin);
  }

  private void onThisThread(ScriptRunner initiator, ScriptRunner responder) {
    while (true) {
      int moves = initiator.moves() + responder.moves();
      Progress one = initiator.advance();
      Progress other = responder.advance();
      if (one == Progress.FINISHED && other == Progress.FINISHED) {
        return;
      }
      if (initiator.moves() + responder.moves() == moves) {
        await(
            one == Progress.FINISHED
                ? List.of(responder)
                : other == Progress.FINISHED ? List.of(initiator) : List.of(initiator, responder));
      }
    }
  }

  private void await(List<ScriptRunner> runners) {
    Duration atMost =
        runners.stream().map(ScriptRunner::untilWake).min(Duration::compareTo).orElseThrow();
    List<Waiting> waits = new ArrayList<>(2);
    for (ScriptRunner runner : runners) {
      Waiting waiting = runner.waitingFor();
      if (waiting != null) {
        waits.add(waiting);
      }
    }
    stack.await(atMost, waits);
  }

  private static void onTwoThreads(ScriptRunner initiator, ScriptRunner responder) {
    Thread other =
        NoThread.orStart(() -> Thread.ofPlatform().name("initiator").start(initiator::play));
    responder.play();
    boolean interrupted = false;
    while (other.isAlive()) {
      try {
        other.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}

package net.teardown.run.server;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.Close;
import net.teardown.experiment.spec.Exchange;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.OtherEnd;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Target;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.theory.Oracle;
import net.teardown.instance.NoThread;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.EndRecords;
import net.teardown.run.outcome.OutcomeAssembler;
import net.teardown.script.EndSignals;
import net.teardown.script.Leaves;
import net.teardown.script.RequestBytes;
import net.teardown.script.RunContext;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Runs one spec against a third-party server, and has this end's transcript judged. */
public final class ServerRun {

  /**
   * Loaded at the first run against a server, before its clock starts, because many instances never
   * make such a run.
   */
  private static final class Reporting {
    static final ServerReports REPORTS = new ServerReports();
  }

  private static final int HELLO_SILENCE_MILLIS = 100;

  private final TcpStack stack;
  private final OutcomeAssembler assembler;
  private final ScriptThreads scripts;

  /**
   * @param vantage this instance's name
   * @param scripts threads that perform the initiator's script of each run
   */
  public ServerRun(TcpStack stack, String vantage, ScriptThreads scripts) {
    this.stack = stack;
    this.scripts = scripts;
    this.assembler = new OutcomeAssembler(vantage, stack);
  }

  /**
   * Runs only the beginning of the spec: the outcome is known once the connection stands, and the
   * connection is left afterwards.
   *
   * @param leaves a place of it is reserved for the connection
   * @return the outcome; the place is free again if there is no connection to be left
   * @throws NoThread if the system can't start the thread that a script needs
   * @throws ExecutionException with the failure as its cause
   * @throws InterruptedException if the calling thread was interrupted; the run ends early
   */
  public Outcome connect(AllowedTarget.Server target, Asked asked, Leaves leaves)
      throws ExecutionException, InterruptedException {
    TcpSocket connection = null;
    try {
      ServerReports reports = Reporting.REPORTS;
      Begun begun = assembler.begun(asked, target.named());
      long originNanos = System.nanoTime();
      Spec spec = asked.spec();
      ServerDialogue dialogue = spec.otherEnd().dialogue().orElseThrow();
      Reply reply = new Reply(dialogue.request());
      ScriptRunner client =
          perform(
              Script.connecting(dialogue),
              dialogue,
              target,
              reply,
              originNanos,
              originNanos + spec.timeout().toNanos());
      connection = client.handOver();
      EndRecord initiator = client.record();
      Judgement judgement = Judge.ofServer(initiator, client.exchange().stop());
      return assembler.of(
          begun,
          new EndRecords<>(
              new Ends.OneSide(
                  initiator,
                  judgement.connected()
                      ? reports.of(
                          dialogue, client.exchange(), initiator, reply, judgement.verdict(), null)
                      : null),
              Duration.ZERO,
              Duration.ofNanos(System.nanoTime() - originNanos)),
          judgement,
          Oracle.predict(spec),
          OutcomeAssembler.level(stack),
          null);
    } finally {
      if (connection == null) {
        leaves.release();
      } else {
        leaves.leave(connection);
      }
    }
  }

  /**
   * Runs the spec within its deadline. The calling thread performs it if it is a platform thread,
   * and else waits.
   *
   * @throws NoThread if the system can't start the thread that a script needs
   * @throws ExecutionException with the failure as its cause
   * @throws InterruptedException if the calling thread was interrupted; the run ends early
   */
  public Outcome run(AllowedTarget.Server target, Asked asked)
      throws ExecutionException, InterruptedException {
    ServerReports reports = Reporting.REPORTS;
    Begun begun = assembler.begun(asked, target.named());
    long originNanos = System.nanoTime();
    Spec spec = asked.spec();
    ServerDialogue dialogue = spec.otherEnd().dialogue().orElseThrow();
    Reply reply = new Reply(dialogue.request());
    long deadlineNanos = originNanos + spec.timeout().toNanos();
    ScriptRunner client =
        perform(
            Script.toServer(spec, dialogue),
            dialogue,
            target,
            reply,
            originNanos,
            deadlineNanos - spec.keptToProbe().toNanos());
    EndRecord initiator = client.record();
    Judgement judgement = Judge.ofServer(initiator, client.exchange().stop());
    Duration took = Duration.ofNanos(System.nanoTime() - originNanos);
    ServerReport report = null;
    if (judgement.connected()) {
      boolean asksAgain =
          spec.diagnoses()
              && (reply.tls() || ServerReport.isUnreadable(reply.head(), reply.http()));
      report =
          reports.of(
              dialogue,
              client.exchange(),
              initiator,
              reply,
              judgement.verdict(),
              asksAgain ? answersInTls(target, spec, deadlineNanos) : null);
      judgement = ServerReports.delivered(judgement, report, reply);
    }
    return assembler.of(
        begun,
        new EndRecords<>(new Ends.OneSide(initiator, report), client.settled(), took),
        judgement,
        Oracle.predict(spec),
        OutcomeAssembler.level(stack),
        null);
  }

  private ScriptRunner perform(
      Script script,
      ServerDialogue dialogue,
      AllowedTarget.Server target,
      Reply reply,
      long originNanos,
      long deadlineNanos)
      throws ExecutionException, InterruptedException {
    EndSignals signals = new EndSignals();
    RequestBytes message = RequestBytes.of(dialogue.request());
    return ScriptThreads.await(
        NoThread.orStart(() ->
            scripts.startOrPlay(
                script,
                buffers ->
                    ScriptRunner.toServer(
                        script,
                        new RunContext(stack, buffers, signals, originNanos, deadlineNanos),
                        target.address(),
                        message,
                        reply))),
        signals);
  }

  /** Asks on a second connection; null if it couldn't be asked. */
  private @Nullable Boolean answersInTls(AllowedTarget.Server target, Spec spec, long deadlineNanos)
      throws ExecutionException, InterruptedException {
    Target server = spec.target().orElseThrow();
    ServerDialogue hello =
        new ServerDialogue(
            ClientHello.to(server.host(), server.port()),
            Writing.READ_WHILE_WRITING,
            0,
            null,
            HELLO_SILENCE_MILLIS,
            HELLO_SILENCE_MILLIS);
    Spec asks =
        new Spec(
            new Exchange(0, 0, 0, false, ObserverReads.PROMPT),
            new Close(Closer.RESPONDER, 0, false, false, 0, null),
            spec.timeoutMillis(),
            new OtherEnd.Server(server, hello, false));
    Reply reply = new Reply(hello.request());
    ScriptRunner client =
        perform(
            Script.toServer(asks, hello), hello, target, reply, System.nanoTime(), deadlineNanos);
    boolean connected = Judge.ofServer(client.record(), client.exchange().stop()).connected();
    return connected ? Boolean.valueOf(reply.tls()) : null;
  }
}

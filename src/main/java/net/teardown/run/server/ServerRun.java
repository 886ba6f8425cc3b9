package net.teardown.run.server;

import com.google.re2j.Pattern;
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
import net.teardown.script.RunContext;
import net.teardown.script.RunHandle;
import net.teardown.script.Script;
import net.teardown.script.ScriptRunner;
import net.teardown.script.ScriptThreads;
import net.teardown.script.ServerScript;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.tls.TlsStream;
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
   * Runs only the beginning of the spec: the outcome is known once the connection stands and all
   * turns were as meant, and the connection is left afterwards. If a turn isn't, the end is
   * observed as {@link #run} does it.
   *
   * @param place takes the connection, if one is established
   * @throws NoThread if the system can't start the thread that a script needs
   * @throws ExecutionException with the failure as its cause
   * @throws InterruptedException if the calling thread was interrupted; the run ends early
   */
  public Outcome connect(AllowedTarget.Server target, Asked asked, Leaves.Place place)
      throws ExecutionException, InterruptedException {
    Started run = started(target, asked);
    ScriptRunner client =
        perform(
            ServerScript.handingOver(run.spec(), run.dialogue()),
            target,
            run.reply(),
            run.originNanos(),
            run.deadlineNanos(),
            new RunHandle());
    TcpSocket connection = client.handOver();
    if (connection != null) {
      place.leave(connection);
    }
    EndRecord initiator = client.record();
    Judgement judgement = Judge.ofServer(initiator, client.exchange().stop());
    Duration took = run.took();
    ServerReport report = null;
    if (judgement.connected()) {
      report = report(run, client, initiator, judgement, null);
      if (connection == null) {
        judgement = ServerReports.delivered(judgement, report, run.reply());
      }
    }
    return outcome(
        run,
        new EndRecords<>(new Ends.OneSide(initiator, report), client.settled(), took),
        judgement);
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
    return run(target, asked, new RunHandle());
  }

  /**
   * Runs the spec as {@link #run(AllowedTarget.Server, Asked)} does.
   *
   * @param handle ends it early, and tells its turns
   */
  public Outcome run(AllowedTarget.Server target, Asked asked, RunHandle handle)
      throws ExecutionException, InterruptedException {
    Started run = started(target, asked);
    Spec spec = run.spec();
    Reply reply = run.reply();
    ScriptRunner client =
        perform(
            ServerScript.toServer(spec, run.dialogue()),
            target,
            reply,
            run.originNanos(),
            run.deadlineNanos() - spec.keptToProbe().toNanos(),
            handle);
    EndRecord initiator = client.record();
    Judgement judgement = Judge.ofServer(initiator, client.exchange().stop());
    Duration took = run.took();
    ServerReport report = null;
    if (judgement.connected()) {
      boolean asksAgain =
          spec.diagnoses()
              && handle.endedBy() == null
              && (reply.tls() || ServerReport.isUnreadable(reply.head(), reply.http()));
      report =
          report(
              run,
              client,
              initiator,
              judgement,
              asksAgain ? answersInTls(target, spec, run.deadlineNanos()) : null);
      judgement = ServerReports.delivered(judgement, report, reply);
    }
    return outcome(
        run,
        new EndRecords<>(new Ends.OneSide(initiator, report), client.settled(), took),
        judgement);
  }

  /**
   * A run whose clock has started.
   *
   * @param reports made before that
   * @param wanted what is expected of the beginning of what the server says; null for nothing
   */
  private record Started(
      ServerReports reports,
      Begun begun,
      long originNanos,
      Spec spec,
      ServerDialogue dialogue,
      Reply reply,
      @Nullable Pattern wanted) {

    long deadlineNanos() {
      return originNanos + spec.timeout().toNanos();
    }

    Duration took() {
      return Duration.ofNanos(System.nanoTime() - originNanos);
    }
  }

  private Started started(AllowedTarget.Server target, Asked asked) {
    ServerReports reports = Reporting.REPORTS;
    ServerDialogue dialogue = asked.spec().otherEnd().dialogue().orElseThrow();
    if (dialogue.anyTls() != null) {
      TlsStream.prepare();
    }
    Begun begun = assembler.begun(asked, target.named());
    long originNanos = System.nanoTime();
    return new Started(
        reports,
        begun,
        originNanos,
        asked.spec(),
        dialogue,
        new Reply(dialogue.request()),
        asked.expect() == null ? null : asked.expect().replyMatches());
  }

  private static ServerReport report(
      Started run,
      ScriptRunner client,
      EndRecord initiator,
      Judgement judgement,
      @Nullable Boolean looksLikeTls) {
    return run.reports()
        .of(
            run.dialogue(),
            client.exchange(),
            initiator,
            run.reply(),
            run.wanted(),
            judgement.verdict(),
            looksLikeTls);
  }

  private Outcome outcome(Started run, EndRecords<Ends.OneSide> records, Judgement judgement) {
    return assembler.of(
        run.begun(),
        records,
        judgement,
        Oracle.predict(run.spec()),
        OutcomeAssembler.level(stack),
        null);
  }

  private ScriptRunner perform(
      Script script,
      AllowedTarget.Server target,
      Reply reply,
      long originNanos,
      long deadlineNanos,
      RunHandle handle)
      throws ExecutionException, InterruptedException {
    EndSignals signals = handle.endsBy(new EndSignals());
    return ScriptThreads.await(
        NoThread.orStart(() ->
            scripts.startOrPlay(
                script,
                buffers ->
                    handle.tells(
                        ScriptRunner.toServer(
                            script,
                            new RunContext(stack, buffers, signals, originNanos, deadlineNanos),
                            target.address(),
                            reply)))),
        signals);
  }

  /** Asks on a second connection; null if it couldn't be asked. */
  private @Nullable Boolean answersInTls(AllowedTarget.Server target, Spec spec, long deadlineNanos)
      throws ExecutionException, InterruptedException {
    Target server = spec.target().orElseThrow();
    ServerDialogue hello =
        new ServerDialogue(
            ClientHello.to(server.host()),
            Writing.READ_WHILE_WRITING,
            0,
            null,
            HELLO_SILENCE_MILLIS,
            HELLO_SILENCE_MILLIS,
            null);
    Spec asks =
        new Spec(
            new Exchange(0, 0, 0, false, ObserverReads.PROMPT, 0, null),
            new Close(Closer.RESPONDER, 0, false, false, 0, null),
            spec.timeoutMillis(),
            new OtherEnd.Server(server, hello, false));
    Reply reply = new Reply(hello.request());
    ScriptRunner client =
        perform(
            ServerScript.toServer(asks, hello),
            target,
            reply,
            System.nanoTime(),
            deadlineNanos,
            new RunHandle());
    boolean connected = Judge.ofServer(client.record(), client.exchange().stop()).connected();
    return connected ? Boolean.valueOf(reply.tls()) : null;
  }
}

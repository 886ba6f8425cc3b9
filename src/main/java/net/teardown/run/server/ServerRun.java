package net.teardown.run.server;

import java.time.Duration;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Judge;
import net.teardown.experiment.evidence.Judgement;
import net.teardown.experiment.outcome.Asked;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.theory.Oracle;
import net.teardown.policy.AllowedTarget;
import net.teardown.run.outcome.Begun;
import net.teardown.run.outcome.Conclusion;
import net.teardown.run.outcome.Played;
import net.teardown.script.Buffers;
import net.teardown.script.Client;
import net.teardown.script.Cues;
import net.teardown.script.Message;
import net.teardown.script.Stage;
import net.teardown.socket.TcpStack;

/** Runs one spec against a server that nobody controls, and has this end's word judged. */
public final class ServerRun {

  private static final int BUFFER_BYTES = 64 * 1024;

  /** The threads that play are few and stay. */
  private static final ThreadLocal<Buffers> BUFFERS =
      ThreadLocal.withInitial(() -> new Buffers(BUFFER_BYTES));

  /** Made with the first run against a server, and before its clock starts; many never make one. */
  private static final class Reporting {
    static final Reports REPORTS = new Reports();
  }

  private final TcpStack stack;
  private final Conclusion conclusion;

  /**
   * @param vantage this instance's name
   */
  public ServerRun(TcpStack stack, String vantage) {
    this.stack = stack;
    this.conclusion = new Conclusion(vantage, stack.name());
  }

  /** Runs it on the calling thread, within its spec's deadline. */
  public Outcome run(AllowedTarget.Server target, Asked asked) {
    Reports reports = Reporting.REPORTS;
    Begun begun = Begun.now(asked, target.named());
    long originNanos = System.nanoTime();
    Spec spec = asked.spec();
    ServerDialogue dialogue = spec.otherEnd().dialogue().orElseThrow();
    Reply reply = new Reply(dialogue.request());
    Client client =
        new Client(
            spec,
            dialogue,
            new Stage(
                stack,
                BUFFERS.get(),
                new Cues(),
                originNanos,
                originNanos + spec.timeout().toNanos()),
            target.address(),
            Message.of(dialogue.request()),
            reply);
    client.play();
    EndRecord initiator = client.record();
    Judgement judgement = Judge.ofServer(initiator, client.exchange().stop());
    Duration took = Duration.ofNanos(System.nanoTime() - originNanos);
    ServerReport report = null;
    if (judgement.connected()) {
      report = reports.of(dialogue, client.exchange(), reply, judgement.verdict());
      judgement =
          new Judgement(judgement.verdict(), judgement.reason(), Reports.delivery(report), true);
    }
    return conclusion.of(
        begun,
        new Played<>(new Ends.OneSide(initiator, report), client.settled(), took),
        judgement,
        Oracle.predict(spec),
        Conclusion.level(stack),
        null);
  }
}

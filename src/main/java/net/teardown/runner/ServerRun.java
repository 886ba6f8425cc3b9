package net.teardown.runner;

import java.time.Duration;
import java.time.Instant;
import net.teardown.experiment.EndRecord;
import net.teardown.experiment.Judge;
import net.teardown.experiment.Judgement;
import net.teardown.experiment.Oracle;
import net.teardown.experiment.Origin;
import net.teardown.experiment.OtherEnd;
import net.teardown.experiment.Outcome;
import net.teardown.experiment.ServerDialogue;
import net.teardown.experiment.ServerReport;
import net.teardown.experiment.Spec;
import net.teardown.peer.Buffers;
import net.teardown.peer.Client;
import net.teardown.peer.Cues;
import net.teardown.peer.Message;
import net.teardown.peer.Stage;
import net.teardown.policy.AllowedTarget;
import net.teardown.server.Reply;
import net.teardown.server.Reports;
import net.teardown.socket.TcpStack;
import org.jspecify.annotations.Nullable;

/** Runs one spec against a server that nobody controls, and has this end's word judged. */
final class ServerRun {

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

  ServerRun(TcpStack stack, String vantage) {
    this.stack = stack;
    this.conclusion = new Conclusion(vantage, stack.name());
  }

  /** Runs it on the calling thread, within its spec's deadline. */
  Outcome run(AllowedTarget.Server target, Spec spec, @Nullable String label, Origin origin) {
    Reports reports = Reporting.REPORTS;
    Instant startedAt = Instant.now();
    long originNanos = System.nanoTime();
    if (!(spec.otherEnd() instanceof OtherEnd.Server(_, ServerDialogue dialogue))) {
      throw new IllegalArgumentException("only a server is spoken to so");
    }
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
    Played played = new Played(initiator, EndRecord.UNKNOWN, client.settled(), took);
    if (!judgement.connected()) {
      return outcome(startedAt, spec, label, origin, played, judgement);
    }
    ServerReport report = reports.of(dialogue, client.exchange(), reply, judgement.verdict());
    Judgement delivered =
        new Judgement(judgement.verdict(), judgement.reason(), Reports.delivery(report), true);
    return outcome(startedAt, spec, label, origin, played, delivered).with(report);
  }

  private Outcome outcome(
      Instant startedAt,
      Spec spec,
      @Nullable String label,
      Origin origin,
      Played played,
      Judgement judgement) {
    return conclusion.of(
        startedAt,
        spec,
        label,
        origin,
        played,
        judgement,
        Oracle.predict(spec),
        Conclusion.level(stack),
        null,
        null);
  }
}

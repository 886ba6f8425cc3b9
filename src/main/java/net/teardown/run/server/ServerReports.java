package net.teardown.run.server;

import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerTeardown;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.script.TransferTotals;
import org.jspecify.annotations.Nullable;

/** Makes the report on a server from a finished run. */
public final class ServerReports {

  private final Advice advice = Advice.fromResource();

  public ServerReports() {
    // Loads the parser's classes now, so that the first reply doesn't wait for it.
    HttpReader.prepare();
  }

  /**
   * Returns the report of a run with this dialogue, these transfers, this reply and this verdict.
   */
  public ServerReport of(
      ServerDialogue dialogue, TransferTotals totals, Reply reply, Verdict verdict) {
    HttpReply http = reply.http();
    ServerTeardown teardown = TeardownGuess.likely(verdict, totals);
    ServerReport.Clients clients = ClientViews.of(dialogue.writing(), totals, http);
    return new ServerReport(
        totals.stop(),
        totals.bannerBytes(),
        totals.replyBytes(),
        totals.unreadBytes(),
        withoutEcho(reply.firstLine(), dialogue),
        withoutEcho(reply.head(), dialogue),
        http,
        reply.tls(),
        totals.bytesOffered(),
        totals.bytesAccepted(),
        totals.acceptedBeforeReply(),
        totals.bodyWithheld(),
        totals.writeError(),
        totals.readError(),
        teardown,
        clients,
        advice.on(teardown, clients, http));
  }

  private static @Nullable String withoutEcho(@Nullable String text, ServerDialogue dialogue) {
    return text == null ? null : Masked.withoutEcho(text, dialogue.request());
  }

  /** The delivery of the reply, which this end can tell only by the reply's framing. */
  public static Delivery delivery(ServerReport report, Verdict verdict) {
    HttpReply http = report.http();
    if (http == null || http.complete() == null) {
      return Delivery.UNKNOWN;
    }
    boolean mayStillCome =
        report.stop().leavesOpen()
            && (verdict == Verdict.TIMED_OUT || verdict == Verdict.KEPT_OPEN);
    if (mayStillCome && !http.complete()) {
      return Delivery.UNKNOWN;
    }
    if (report.replyBytes() == 0) {
      return Delivery.LOST;
    }
    return http.complete() ? Delivery.WHOLE : Delivery.TRUNCATED;
  }
}

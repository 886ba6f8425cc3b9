package net.teardown.run.server;

import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Client;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.spec.Writing;
import net.teardown.script.TransferTotals;
import org.jspecify.annotations.Nullable;

/**
 * Derives what two kinds of client get. One of them was run, and the other's result follows from
 * it. They differ after a failed write: one reads what has arrived, the other reads nothing.
 */
final class ClientViews {

  private ClientViews() {}

  /**
   * @param http the reply as HTTP, including what the client that was run left unread
   */
  static ServerReport.Clients of(Writing writing, TransferTotals totals, @Nullable HttpReply http) {
    boolean stopsWasPlayed = writing == Writing.STOP_AT_ERROR;
    boolean part = totals.writeError() != null;
    long all = totals.replyBytes() + (part && stopsWasPlayed ? totals.unreadBytes() : 0);
    Client readsOn =
        new Client(
            gets(all, http, totals),
            all,
            http == null || all == 0 ? null : http.status(),
            totals.readError(),
            stopsWasPlayed && part);
    Client stops =
        part
            ? new Client(Gets.NOTHING, 0, null, totals.writeError(), !stopsWasPlayed)
            : new Client(
                readsOn.gets(),
                readsOn.replyBytes(),
                readsOn.status(),
                readsOn.error(),
                !stopsWasPlayed);
    return new ServerReport.Clients(readsOn, stops);
  }

  private static Gets gets(long bytes, @Nullable HttpReply http, TransferTotals totals) {
    if (bytes == 0) {
      return Gets.NOTHING;
    }
    if (http == null || http.complete() == null) {
      return Gets.UNKNOWN;
    }
    boolean mayStillCome =
        totals.stop().leavesOpen() && totals.readError() == null && totals.writeError() == null;
    return http.complete() ? Gets.WHOLE : mayStillCome ? Gets.UNKNOWN : Gets.TRUNCATED;
  }
}

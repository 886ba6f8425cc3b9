package net.teardown.run.server;

import net.teardown.experiment.outcome.HttpReply;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Client;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.Delivery;
import net.teardown.script.TransferTotals;
import org.jspecify.annotations.Nullable;

/**
 * Derives what three kinds of client get from the transcript of one. They differ after a failed
 * write: one reads what has arrived, one reads nothing, and one has been reading all the time.
 */
final class ClientViews {

  private ClientViews() {}

  /**
   * Returns the three of them.
   *
   * @param http the last reply as HTTP, including what the client that was run left unread
   * @param delivery of that reply
   */
  static ServerReport.Clients of(
      Writing writing, TransferTotals exchange, @Nullable HttpReply http, Delivery delivery) {
    boolean stopsWasPlayed = writing == Writing.STOP_AT_ERROR;
    boolean part = exchange.writeError() != null;
    long all = exchange.replyBytes() + (part && stopsWasPlayed ? exchange.unreadBytes() : 0);
    Client readsOn =
        new Client(
            gets(all, http, delivery),
            all,
            http == null || all == 0 ? null : http.status(),
            exchange.readError(),
            stopsWasPlayed && part);
    Client stops =
        part
            ? new Client(Gets.NOTHING, 0, null, exchange.writeError(), !stopsWasPlayed)
            : derived(readsOn, readsOn.gets(), readsOn.error(), !stopsWasPlayed);
    Client racing =
        part
            ? derived(readsOn, all == 0 ? Gets.NOTHING : Gets.RACE, exchange.writeError(), true)
            : derived(readsOn, readsOn.gets(), readsOn.error(), true);
    return new ServerReport.Clients(readsOn, stops, racing);
  }

  private static Client derived(Client from, Gets gets, @Nullable String error, boolean derived) {
    return new Client(gets, from.replyBytes(), from.status(), error, derived);
  }

  private static Gets gets(long bytes, @Nullable HttpReply http, Delivery delivery) {
    if (bytes == 0) {
      return Gets.NOTHING;
    }
    if (http == null) {
      return Gets.UNKNOWN;
    }
    return switch (delivery) {
      // What one client lost, because it stopped, is whole for another.
      case WHOLE -> Gets.WHOLE;
      case TRUNCATED -> Gets.TRUNCATED;
      case LOST, NONE_SENT, UNKNOWN -> Gets.UNKNOWN;
    };
  }
}

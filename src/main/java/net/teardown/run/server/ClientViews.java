package net.teardown.run.server;

import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.outcome.ServerReport.Client;
import net.teardown.experiment.outcome.ServerReport.Gets;
import net.teardown.experiment.outcome.ServerReport.Replied;
import net.teardown.experiment.spec.Writing;
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
   * @param reply the one to the last request, including what the client that was run left unread;
   *     what follows it no client asked for. Null if there is none in HTTP
   */
  static ServerReport.Clients of(
      Writing writing, TransferTotals exchange, @Nullable Replied reply) {
    boolean stopsWasPlayed = writing == Writing.STOP_AT_ERROR;
    boolean part = exchange.writeError() != null;
    long all = exchange.replyBytes() + (part && stopsWasPlayed ? exchange.unreadBytes() : 0);
    Client readsOn =
        new Client(
            gets(all, reply),
            all,
            reply == null || all == 0 ? null : reply.status(),
            exchange.readError(),
            stopsWasPlayed && part);
    return new ServerReport.Clients(
        readsOn, stopsAtError(readsOn, writing, exchange), racing(readsOn, exchange));
  }

  private static Client stopsAtError(Client readsOn, Writing writing, TransferTotals exchange) {
    boolean played = writing == Writing.STOP_AT_ERROR;
    if (exchange.writeError() != null && !exchange.turns().isEmpty()) {
      // It had read turn by turn until then.
      return derived(readsOn, Gets.UNKNOWN, exchange.writeError(), !played);
    }
    if (exchange.writeError() != null) {
      return new Client(Gets.NOTHING, 0, null, exchange.writeError(), !played);
    }
    boolean stuck = exchange.bytesAccepted() < exchange.bytesOffered() && !exchange.bodyWithheld();
    // It reads only once it has written all, and nobody knows when that would have been.
    return stuck && writing == Writing.READ_WHILE_WRITING
        ? new Client(Gets.UNKNOWN, 0, null, null, true)
        : derived(readsOn, readsOn.gets(), readsOn.error(), !played);
  }

  private static Client racing(Client readsOn, TransferTotals exchange) {
    if (exchange.writeError() != null) {
      return derived(
          readsOn,
          readsOn.replyBytes() == 0 ? Gets.NOTHING : Gets.RACE,
          exchange.writeError(),
          true);
    }
    // What lay unread it would have read, and then it might have written on.
    return exchange.stop() == StopReason.BOTH_BLOCKED_WRITING
        ? derived(readsOn, Gets.UNKNOWN, null, true)
        : derived(readsOn, readsOn.gets(), readsOn.error(), true);
  }

  private static Client derived(Client from, Gets gets, @Nullable String error, boolean derived) {
    return new Client(gets, from.replyBytes(), from.status(), error, derived);
  }

  private static Gets gets(long bytes, @Nullable Replied reply) {
    if (bytes == 0) {
      return Gets.NOTHING;
    }
    if (reply == null) {
      return Gets.UNKNOWN;
    }
    return switch (reply.delivery()) {
      // What one client lost, because it stopped, is whole for another.
      case WHOLE -> Gets.WHOLE;
      case TRUNCATED -> Gets.TRUNCATED;
      case LOST, NONE_SENT, UNKNOWN -> Gets.UNKNOWN;
    };
  }
}

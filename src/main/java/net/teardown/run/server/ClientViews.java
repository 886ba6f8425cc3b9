package net.teardown.run.server;

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

  private static final String RESET = "ECONNRESET";

  private ClientViews() {}

  /**
   * Returns the three of them.
   *
   * @param reply the one to the last request, including what the client that was run left unread;
   *     what follows it no client asked for. Null if there is none in HTTP
   * @param unanswered whether no byte of a reply to the last request came, but other bytes may have
   * @param race what of timing shows
   */
  static ServerReport.Clients of(
      Writing writing,
      TransferTotals exchange,
      @Nullable Replied reply,
      boolean unanswered,
      TeardownGuess.Race race) {
    boolean stopsWasPlayed = writing == Writing.STOP_AT_ERROR;
    if (unanswered && !exchange.stop().leavesOpen() && exchange.turns().isEmpty()) {
      String error = exchange.writeError() == null ? exchange.readError() : toldFirst(exchange);
      Client none = new Client(Gets.NOTHING, 0, null, error, true);
      return new ServerReport.Clients(
          derived(none, Gets.NOTHING, exchange.readError(), stopsWasPlayed && error != null),
          derived(none, Gets.NOTHING, error, !stopsWasPlayed),
          none);
    }
    if (stuckUnread(exchange)) {
      // What lay unread each of them might have read in time, or not.
      Client unknown = new Client(Gets.UNKNOWN, exchange.unreadBytes(), null, null, true);
      return new ServerReport.Clients(unknown, unknown, unknown);
    }
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
        readsOn, stopsAtError(readsOn, writing, exchange), racing(readsOn, exchange, race));
  }

  /** Whether time was up while this end wrote on, with bytes of the server lying unread. */
  private static boolean stuckUnread(TransferTotals exchange) {
    return exchange.writeError() == null
        && exchange.stop().leavesOpen()
        && exchange.replyBytes() == 0
        && exchange.unreadBytes() > 0;
  }

  private static Client stopsAtError(Client readsOn, Writing writing, TransferTotals exchange) {
    boolean played = writing == Writing.STOP_AT_ERROR;
    if (exchange.writeError() != null && !exchange.turns().isEmpty()) {
      // It had read turn by turn until then.
      return derived(readsOn, Gets.UNKNOWN, toldFirst(exchange), !played);
    }
    if (exchange.writeError() != null) {
      return new Client(Gets.NOTHING, 0, null, toldFirst(exchange), !played);
    }
    boolean stuck = exchange.bytesAccepted() < exchange.bytesOffered() && !exchange.bodyWithheld();
    // It reads only once it has written all, and nobody knows when that would have been.
    return stuck && writing == Writing.READ_WHILE_WRITING
        ? new Client(Gets.UNKNOWN, 0, null, null, true)
        : derived(readsOn, readsOn.gets(), readsOn.error(), !played);
  }

  /**
   * What the first call is told of the end. A reset's error is told once: where a read of this end
   * had it, its next write got EPIPE, and one that came first would have got the reset's.
   */
  private static @Nullable String toldFirst(TransferTotals exchange) {
    return RESET.equals(exchange.readError()) ? RESET : exchange.writeError();
  }

  private static Client racing(Client readsOn, TransferTotals exchange, TeardownGuess.Race race) {
    if (exchange.writeError() != null && race != TeardownGuess.Race.DECIDED) {
      return derived(
          readsOn, readsOn.replyBytes() == 0 ? Gets.NOTHING : Gets.RACE, toldFirst(exchange), true);
    }
    // A reset that is on the heels of the reply reaches it before, or after, it has read that.
    return race == TeardownGuess.Race.ON_ITS_HEELS && readsOn.replyBytes() > 0
        ? derived(readsOn, Gets.RACE, RESET, true)
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

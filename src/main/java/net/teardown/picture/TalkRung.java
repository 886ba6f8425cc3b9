package net.teardown.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.EndTls;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.terms.Printable;
import net.teardown.experiment.terms.TlsVersion;
import org.jspecify.annotations.Nullable;

/**
 * A rung of what a conversation with a server came to, between those of calls.
 *
 * @param atMicros when, on the run's time line
 */
record TalkRung(long atMicros, Rung rung) {

  private static final int LONGEST_HEAD = 60;

  /** Those of a run: how each turn ended, and of TLS the handshake's end and the close_notify. */
  static List<TalkRung> all(Outcome outcome) {
    List<TalkRung> all = new ArrayList<>();
    outcome.ends().server().ifPresent(server -> add(server, all));
    add(Side.INITIATOR, outcome.initiator().tls(), all);
    switch (outcome.ends()) {
      case Ends.Pair(EndRecord _, EndRecord responder) -> add(Side.RESPONDER, responder.tls(), all);
      case Ends.TwoHosts _, Ends.OneSide _ -> {
        // By another host's clock its times would stand beside the wrong calls.
      }
    }
    all.sort(Comparator.comparingLong(TalkRung::atMicros));
    return all;
  }

  private static void add(ServerReport server, List<TalkRung> all) {
    for (TurnTaken turn : server.turns()) {
      // What was said has the rung of its send.
      if (turn.ended() != TurnTaken.Ended.DONE || turn.saidBytes() == 0) {
        all.add(ofTurn(turn));
      }
    }
    TlsSeen tls = server.tls();
    if (tls != null) {
      addTls(
          Side.INITIATOR,
          tls.version(),
          tls.atMicros(),
          tls.handshakeMicros(),
          tls.closeNotifyAtMicros(),
          all);
    }
  }

  private static void add(Side side, @Nullable EndTls tls, List<TalkRung> all) {
    if (tls != null) {
      addTls(
          side,
          tls.version(),
          tls.atMicros(),
          tls.handshakeMicros(),
          tls.closeNotifyAtMicros(),
          all);
    }
  }

  private static void addTls(
      Side side,
      @Nullable TlsVersion version,
      long atMicros,
      @Nullable Long handshakeMicros,
      @Nullable Long closeNotifyAtMicros,
      List<TalkRung> all) {
    if (version != null && handshakeMicros != null) {
      all.add(of(side, atMicros + handshakeMicros, version.text(), null));
    }
    if (closeNotifyAtMicros != null) {
      all.add(of(side, closeNotifyAtMicros, "close_notify", null));
    }
  }

  private static TalkRung ofTurn(TurnTaken turn) {
    return of(
        Side.INITIATOR,
        turn.untilMicros(),
        "turns[%d]: %s".formatted(turn.turn(), turn.ended().name().toLowerCase(Locale.ROOT)),
        turn.head());
  }

  private static TalkRung of(Side side, long atMicros, String what, @Nullable String heard) {
    Rung rung = Rung.of(Amounts.time(atMicros), side, what, null);
    return new TalkRung(
        atMicros,
        heard == null || heard.isEmpty()
            ? rung
            : rung.with(Side.RESPONDER, "\"%s\"".formatted(Printable.line(heard, LONGEST_HEAD))));
  }
}

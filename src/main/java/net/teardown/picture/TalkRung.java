package net.teardown.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import net.teardown.experiment.evidence.TlsSeen;
import net.teardown.experiment.evidence.TurnTaken;
import net.teardown.experiment.outcome.ServerReport;
import net.teardown.experiment.terms.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A rung of what a conversation with a server came to, between those of calls.
 *
 * @param atMicros when, on the run's time line
 */
record TalkRung(long atMicros, Rung rung) {

  private static final int LONGEST_HEAD = 60;

  /** Those of a run: how each turn ended, and of TLS the handshake's end and the close_notify. */
  static List<TalkRung> all(ServerReport server) {
    List<TalkRung> all = new ArrayList<>();
    for (TurnTaken turn : server.turns()) {
      // What was said has the rung of its send.
      if (turn.ended() != TurnTaken.Ended.DONE || turn.saidBytes() == 0) {
        all.add(ofTurn(turn));
      }
    }
    TlsSeen tls = server.tls();
    if (tls != null && tls.version() != null && tls.handshakeMicros() != null) {
      all.add(ofTls(tls.atMicros() + tls.handshakeMicros(), tls.version().text()));
    }
    if (tls != null && tls.closeNotifyAtMicros() != null) {
      all.add(ofTls(tls.closeNotifyAtMicros(), "close_notify"));
    }
    all.sort(Comparator.comparingLong(TalkRung::atMicros));
    return all;
  }

  private static TalkRung ofTls(long atMicros, String what) {
    return of(atMicros, what, null);
  }

  private static TalkRung ofTurn(TurnTaken turn) {
    return of(
        turn.untilMicros(),
        "turns[%d]: %s".formatted(turn.turn(), turn.ended().name().toLowerCase(Locale.ROOT)),
        turn.head());
  }

  private static TalkRung of(long atMicros, String what, @Nullable String heard) {
    Rung rung = Rung.of(Amounts.time(atMicros), Side.INITIATOR, what, null);
    return new TalkRung(
        atMicros,
        heard == null || heard.isEmpty()
            ? rung
            : rung.with(Side.RESPONDER, "\"%s\"".formatted(Printable.line(heard, LONGEST_HEAD))));
  }
}

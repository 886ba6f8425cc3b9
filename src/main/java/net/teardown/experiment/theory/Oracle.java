package net.teardown.experiment.theory;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.spec.ObserverReads;
import net.teardown.experiment.spec.OwnTls;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.terms.Closer;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Environments;
import net.teardown.experiment.terms.Verdict;

/**
 * Predicts from the spec, and from the settings of the hosts where they are known, how a connection
 * may end and what may become of the closer's bytes, for Linux at both ends and a direct path. It
 * never looks at evidence.
 *
 * <p>Two questions decide. Does the closer abort? It does with bytes unread or with SO_LINGER {on,
 * 0}. Did its FIN leave before that? That takes a half-close, and a peer with room for everything
 * in front of the FIN.
 */
public final class Oracle {

  /**
   * The longest reply that leaves at once on any path: the initial window is 10 segments (RFC 6928)
   * of at least 536 bytes (RFC 9293 3.7.1). An abort throws away what waits behind them for an
   * acknowledgement.
   */
  private static final int FITS_FIRST_WINDOW_BYTES = 10 * 536;

  /**
   * The round trip that TCP assumes before it has measured one (RFC 6298 2.1): a drain that lasts
   * this long sees the path's next bytes come.
   */
  private static final int LONGEST_ROUND_TRIP_MILLIS = 1000;

  /** A handshake's records and one more have room in this; the least of tcp(7) isn't enough. */
  private static final int LEAST_FOR_RECORDS_BYTES = 2048;

  /** The ticket that an initiator sends in front of its bytes. */
  private static final int TICKET_BYTES = 16;

  private static final String RFC_1122 = "RFC 1122 4.2.2.13";
  private static final String RFC_2525 = "RFC 2525 2.17";
  private static final String RFC_9293_CLOSE = "RFC 9293 3.6";
  private static final String RFC_9293_NO_CONNECTION = "RFC 9293 3.10.7.1";
  private static final String RFC_1337 = "RFC 1337";
  private static final String SOCKET_7 = "socket(7) SO_LINGER";
  private static final String TCP_7 = "tcp(7) tcp_rmem";
  private static final String RFC_6928 = "RFC 6928 2";
  private static final String RFC_6298 = "RFC 6298 2.1";
  private static final String RFC_8446_TICKET = "RFC 8446 4.6.1";
  private static final String RFC_8446_CLOSE = "RFC 8446 6.1";
  private static final String RFC_9293_MSS = "RFC 9293 3.7.1";

  private final Spec spec;
  private final ReceiveRoom room;
  private final ReceiveRoom closersRoom;
  private final Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
  private final List<String> why = new ArrayList<>();
  private final Set<String> sources = new LinkedHashSet<>();

  private Oracle(Spec spec, ReceiveRoom room, ReceiveRoom closersRoom) {
    this.spec = spec;
    this.room = room;
    this.closersRoom = closersRoom;
  }

  /**
   * What theory allows for this spec between hosts with Linux's default settings; nothing for a
   * third-party server.
   */
  public static Prediction predict(Spec spec) {
    return predict(spec, Environments.UNKNOWN);
  }

  /**
   * What theory allows for this spec between these hosts; nothing for a third-party server. What
   * isn't known of them counts as Linux's default.
   */
  public static Prediction predict(Spec spec, Environments hosts) {
    return predict(
        spec,
        room(spec, hosts),
        ReceiveRoom.of(hosts.closer(spec.closer()), hosts, !acrossHosts(spec)));
  }

  /**
   * What theory allows for this spec where a socket gets the least room, by settings that nobody
   * knows any more; nothing for a third-party server.
   */
  public static Prediction predictWithLeastRoom(Spec spec) {
    return predict(spec, ReceiveRoom.LEAST, ReceiveRoom.LEAST);
  }

  /** A setting that changes nothing isn't among the reasons. */
  private static Prediction predict(Spec spec, ReceiveRoom room, ReceiveRoom closersRoom) {
    if (!spec.peer().isOurs()) {
      return Prediction.NONE;
    }
    Prediction ordinary =
        new Oracle(spec, room(spec, Environments.UNKNOWN), ReceiveRoom.ORDINARY).predict();
    Prediction here = new Oracle(spec, room, closersRoom).predict();
    return here.allowsTheSameAs(ordinary) ? ordinary : here;
  }

  /**
   * How many of the closer's bytes reach an observer that neither reads nor has acknowledged
   * anything, so that an abort right behind them can't cut them short.
   */
  public static int fitsUnread(Spec spec, Environments hosts) {
    return room(spec, hosts).bytes();
  }

  private static ReceiveRoom room(Spec spec, Environments hosts) {
    boolean acrossHosts = acrossHosts(spec);
    ReceiveRoom room = ReceiveRoom.of(hosts.observer(spec.closer()), hosts, !acrossHosts);
    if (!acrossHosts) {
      return room;
    }
    int firstWindow =
        spec.closer() == Closer.RESPONDER
            ? FITS_FIRST_WINDOW_BYTES
            : FITS_FIRST_WINDOW_BYTES - TICKET_BYTES;
    return room.bytes() < firstWindow ? room : new ReceiveRoom(firstWindow, List.of());
  }

  private Prediction predict() {
    boolean unread = spec.leavesSomething() && !spec.close().drainBeforeClose();
    if (spec.close().drainBeforeClose()) {
      drained();
    } else if (unread || spec.close().aborts()) {
      aborted(unread);
    } else if (spec.exchange().bytesSentAfterClose() > 0) {
      answeredAfterClose();
    } else {
      verdicts.add(Verdict.CLEAN_EOF);
      say(
          "Everything sent to the closer was read, so its close sends a FIN and nothing more.",
          RFC_9293_CLOSE);
    }
    boolean cut = mayBeCutShort();
    if (cut) {
      sayWhatCutsIt();
      if (verdicts.contains(Verdict.EOF_THEN_RESET)) {
        verdicts.add(Verdict.RESET);
      }
    }
    if (acrossHosts() && spec.observerHalfCloses() && verdicts.contains(Verdict.CLEAN_EOF)) {
      strayedReset();
    }
    if (keepsRecordsBack()) {
      verdicts.addAll(EnumSet.of(Verdict.CLEAN_EOF, Verdict.EOF_THEN_RESET, Verdict.RESET));
      sayWhatLeavesLess(room);
      say(
          "So little fits into a socket there that a record, a close_notify too, may be kept back"
              + " until the connection is over.",
          TCP_7);
    }
    return new Prediction(verdicts, deliveries(cut), String.join(" ", why), List.copyOf(sources));
  }

  /** Whether a record may find no room at either end, so that what follows it finds none either. */
  private boolean keepsRecordsBack() {
    return spec.exchange().tls() != null
        && Math.min(room.bytes(), closersRoom.bytes()) < LEAST_FOR_RECORDS_BYTES;
  }

  private void drained() {
    verdicts.add(Verdict.CLEAN_EOF);
    say(
        "The closer half-closes and reads on until the other end has closed too, so nothing is"
            + " unread when it closes.",
        RFC_9293_CLOSE);
    if (spec.close().aborts()) {
      verdicts.add(Verdict.EOF_THEN_RESET);
      say(
          "With SO_LINGER 0 it still aborts if its drain ends before the other end does.",
          SOCKET_7);
    }
    if (spec.notifiesTooLate()) {
      verdicts.clear();
      verdicts.add(Verdict.EOF_THEN_RESET);
      say(
          "But the other end reads only after the close, and the close_notify that it answers with"
              + " finds nobody who could read it. A FIN alone would have come in order.",
          RFC_1122,
          RFC_8446_CLOSE);
    }
    if (spec.answersDrainWithCloseNotify()
        && spec.close().drainMillis() < LONGEST_ROUND_TRIP_MILLIS) {
      outlastedDrain(RFC_8446_CLOSE);
    }
    if (spec.plannedUnread() > closersRoom.bytes()) {
      sayWhatLeavesLess(closersRoom);
      outlastedDrain(RFC_1122);
    } else if (acrossHosts()
        && spec.plannedUnread() > FITS_FIRST_WINDOW_BYTES
        && spec.close().drainMillis() < LONGEST_ROUND_TRIP_MILLIS) {
      outlastedDrain(RFC_1122, RFC_6298);
    }
  }

  private void outlastedDrain(String... from) {
    verdicts.add(Verdict.EOF_THEN_RESET);
    say(
        "If the drain's bound passes while more is still to come, what comes later is answered by a"
            + " reset.",
        from);
  }

  private void aborted(boolean unread) {
    if (unread) {
      say(
          "The closer closes with data unread, so its TCP must say that data was lost: an RST.",
          RFC_1122,
          RFC_2525);
      sayWhatIsUnread();
    } else {
      say("SO_LINGER 0 turns close into an abort: an RST in place of the FIN.", SOCKET_7);
    }
    if (!spec.closerHalfCloses()) {
      verdicts.add(Verdict.RESET);
      return;
    }
    verdicts.add(Verdict.EOF_THEN_RESET);
    say(
        "It had half-closed before, so the FIN goes ahead of the RST and hides it from the reader.",
        RFC_9293_CLOSE);
    if (spec.observerHalfCloses()) {
      verdicts.add(Verdict.CLEAN_EOF);
      say(
          "The observer had half-closed as well: where its acknowledgement of that FIN comes before"
              + " the close, the connection is over by then and no RST is sent.",
          RFC_1337);
    }
  }

  /** Says what is unread where it isn't what the observer was asked to send. */
  private void sayWhatIsUnread() {
    if (spec.unreadOfExchange() > 0) {
      return;
    }
    if (spec.exchange().idleMillis() > 0) {
      say("What is unread is the byte that the observer sends after the silence.");
    } else if (spec.leavesTicket()) {
      say(
          "What is unread is the session ticket that TLS 1.3 sends behind the handshake, which"
              + " only a reader of the reply takes out of the way.",
          RFC_8446_TICKET);
    } else if (spec.leavesCloseNotify()) {
      say(
          "What is unread is the close_notify that the observer sends before its FIN: a reader who"
              + " knows how many bytes to expect leaves it behind.",
          RFC_8446_CLOSE);
    }
  }

  private void answeredAfterClose() {
    verdicts.add(Verdict.EOF_THEN_RESET);
    say(
        "The closer ends cleanly, but what the observer sends afterwards finds nobody who could"
            + " read it and is answered by an RST.",
        RFC_1122);
  }

  private boolean acrossHosts() {
    return acrossHosts(spec);
  }

  private static boolean acrossHosts(Spec spec) {
    return spec.peer().isElsewhere();
  }

  /** Adds the hidden reset that a path may cause which reorders or repeats packets. */
  private void strayedReset() {
    if (verdicts.add(Verdict.EOF_THEN_RESET)) {
      say(
          "The observer had half-closed first, so its acknowledgement of the closer's FIN frees the"
              + " closer's end at once: should a second one come, out of order or for a packet that"
              + " was repeated, it finds no connection, and the RST that answers it ends the"
              + " observer's TIME-WAIT.",
          RFC_9293_NO_CONNECTION,
          RFC_1337);
    }
  }

  /**
   * Whether an abort may cut the closer's bytes short. It can't with PROMPT, which waits for their
   * acknowledgement before the close.
   */
  private boolean mayBeCutShort() {
    boolean resets = verdicts.contains(Verdict.RESET) || verdicts.contains(Verdict.EOF_THEN_RESET);
    return resets
        && spec.exchange().observerReads() != ObserverReads.PROMPT
        && spec.closerSends() > room.bytes();
  }

  private void sayWhatCutsIt() {
    sayWhatLeavesLess(room);
    if (acrossHosts()) {
      say(
          "More was sent than a first window carries, and an abort throws away what has not"
              + " left by then, and the FIN behind it.",
          RFC_6928,
          RFC_9293_MSS);
    } else {
      say(
          "More was sent than the other end takes unread, so an abort may throw the rest away,"
              + " and the FIN behind it.",
          TCP_7);
    }
  }

  private void sayWhatLeavesLess(ReceiveRoom less) {
    if (!less.because().isEmpty()) {
      say(
          "A socket gets less room there than Linux gives by default: %s."
              .formatted(String.join(", ", less.because())),
          TCP_7);
    }
  }

  private Set<Delivery> deliveries(boolean cut) {
    if (spec.closerSends() == 0) {
      return EnumSet.of(Delivery.NONE_SENT);
    }
    if (keepsRecordsBack()) {
      return EnumSet.of(
          Delivery.NONE_SENT, Delivery.WHOLE, Delivery.TRUNCATED, Delivery.LOST, Delivery.UNKNOWN);
    }
    if (!cut) {
      return EnumSet.of(Delivery.WHOLE);
    }
    // Across a network the first segment may be the one that was lost or overtaken.
    return acrossHosts() || noRecordFits()
        ? EnumSet.of(Delivery.WHOLE, Delivery.TRUNCATED, Delivery.LOST)
        : EnumSet.of(Delivery.WHOLE, Delivery.TRUNCATED);
  }

  /** Whether a cut may come within the first record, of which nothing can be read then. */
  private boolean noRecordFits() {
    return spec.exchange().tls() != null && room.bytes() < 2 * OwnTls.RECORD_BYTES;
  }

  private void say(String sentence, String... from) {
    why.add(sentence);
    sources.addAll(List.of(from));
  }
}

package net.teardown.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.teardown.experiment.evidence.Call;

/**
 * Merges both ends' calls into one order. Each end's own order stays, nothing is received before it
 * was sent or behind an RST, and otherwise the times decide. With two clocks, a call is loose if a
 * call of the other end is closer in time than the clock error and no message orders the two, or
 * the times contradict the message's order.
 */
final class TimelineMerge {

  private static final int NONE = -1;

  private final List<NotableCall> left;
  private final List<NotableCall> right;
  private final long clockErrorMicros;

  /** For each call, the index of the other end's last call that must have come before it. */
  private final int[] beforeLeft;

  private final int[] beforeRight;

  /**
   * @param leftReceived bytes that arrived at the left end, read or not
   * @param rightReceived bytes that arrived at the right end
   */
  TimelineMerge(
      List<NotableCall> left,
      long leftReceived,
      List<NotableCall> right,
      long rightReceived,
      long clockErrorMicros) {
    this.left = left;
    this.right = right;
    this.clockErrorMicros = clockErrorMicros;
    beforeLeft = causes(left, leftReceived, right);
    beforeRight = causes(right, rightReceived, left);
  }

  List<NotableCall> merged() {
    List<NotableCall> all = new ArrayList<>();
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      boolean leftWaits = beforeLeft[l] >= r;
      boolean rightWaits = beforeRight[r] >= l;
      boolean rightNext =
          leftWaits == rightWaits ? rightFirst(left.get(l), right.get(r)) : leftWaits;
      if (rightNext) {
        all.add(marked(right, r, beforeRight, left, beforeLeft));
        r++;
      } else {
        all.add(marked(left, l, beforeLeft, right, beforeRight));
        l++;
      }
    }
    for (; l < left.size(); l++) {
      all.add(marked(left, l, beforeLeft, right, beforeRight));
    }
    for (; r < right.size(); r++) {
      all.add(marked(right, r, beforeRight, left, beforeLeft));
    }
    return all;
  }

  private NotableCall marked(
      List<NotableCall> own,
      int index,
      int[] beforeOwn,
      List<NotableCall> others,
      int[] beforeOthers) {
    NotableCall call = own.get(index);
    for (int other = 0; other < others.size(); other++) {
      long later = call.atMicros() - others.get(other).atMicros();
      boolean after = beforeOwn[index] >= other && later >= 0;
      boolean before = beforeOthers[other] >= index && later <= 0;
      if (Math.abs(later) < clockErrorMicros && !after && !before) {
        return call.loosened();
      }
    }
    return call;
  }

  /**
   * Computes those indexes. A call that must precede another one must precede all later calls of
   * the same end too.
   */
  private int[] causes(List<NotableCall> effects, long received, List<NotableCall> others) {
    int[] causes = new int[effects.size()];
    Arrays.fill(causes, NONE);
    long read = 0;
    for (int i = 0; i < causes.length; i++) {
      NotableCall call = effects.get(i);
      read += call.is(Call.RECV) ? call.moved() : 0;
      int own =
          call.returnsReset()
              ? Math.max(sending(received, others), ending(call, others))
              : cause(call, read, others);
      causes[i] = i == 0 ? own : Math.max(own, causes[i - 1]);
    }
    return causes;
  }

  private int cause(NotableCall effect, long read, List<NotableCall> others) {
    return switch (effect.step().call()) {
      case ACCEPT -> first(Call.CONNECT, others);
      case RECV_TICKET -> first(Call.SEND_TICKET, others);
      case RECV -> effect.moved() > 0 ? sending(read, others) : ending(effect, others);
      case SOCKET,
          BIND,
          CONNECT,
          SEND_TICKET,
          SEND,
          PROBE,
          SEND_AFTER_IDLE,
          SHUTDOWN_WRITE,
          LINGER,
          CLOSE,
          POLL,
          TCP_INFO,
          SOCKET_ERROR,
          UNREAD,
          UNACKNOWLEDGED,
          SOCK_DIAG,
          GETIFADDRS ->
          NONE;
    };
  }

  private static int first(Call call, List<NotableCall> calls) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).is(call) && calls.get(i).succeeded()) {
        return i;
      }
    }
    return NONE;
  }

  /** The index of the transfer that carried the last of so many bytes; none for no bytes. */
  private static int sending(long bytes, List<NotableCall> calls) {
    long sent = 0;
    for (int i = 0; i < calls.size() && bytes > 0; i++) {
      sent += calls.get(i).is(Call.RECV) ? 0 : calls.get(i).moved();
      if (sent >= bytes) {
        return i;
      }
    }
    return NONE;
  }

  /**
   * The index of the half-close or close that caused an end of stream or a reset; none if the
   * clocks show that the effect came first, as something in between made it then.
   */
  private int ending(NotableCall effect, List<NotableCall> others) {
    int close = first(Call.CLOSE, others);
    boolean behindFin = effect.succeeded() || effect.failedWith("EPIPE");
    int halfClose = behindFin ? first(Call.SHUTDOWN_WRITE, others) : NONE;
    int cause = halfClose == NONE ? close : halfClose;
    boolean possible =
        cause != NONE
            && effect.atMicros() + clockErrorMicros >= others.get(cause).atMicros()
            && (effect.succeeded() || effect.returnsReset());
    return possible ? cause : NONE;
  }

  /**
   * Whether the right end's call comes first. In the same microsecond a call that acts precedes one
   * that waits, and data precedes end of stream.
   */
  private static boolean rightFirst(NotableCall left, NotableCall right) {
    return left.atMicros() == right.atMicros()
        ? rank(right) < rank(left)
        : right.atMicros() < left.atMicros();
  }

  private static int rank(NotableCall call) {
    if (!call.waits()) {
      return 0;
    }
    return call.moved() > 0 || call.is(Call.ACCEPT) || call.is(Call.RECV_TICKET) ? 1 : 2;
  }
}

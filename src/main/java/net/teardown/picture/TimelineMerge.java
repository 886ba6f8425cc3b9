package net.teardown.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.teardown.experiment.evidence.Call;

/**
 * Puts both ends' moves in one order: each end's own stays, no message is received before it was
 * sent, and for the rest the times decide. Where two clocks told them, a move is loose if the other
 * end made one that is closer to it than the clocks are known, and no message says which was first,
 * or one says otherwise than the times.
 */
final class TimelineMerge {

  private static final int NONE = -1;

  private final List<NotableCall> left;
  private final List<NotableCall> right;
  private final long clockErrorMicros;

  /** For each move the last one of the other end that must have come before it. */
  private final int[] beforeLeft;

  private final int[] beforeRight;

  TimelineMerge(List<NotableCall> left, List<NotableCall> right, long clockErrorMicros) {
    this.left = left;
    this.right = right;
    this.clockErrorMicros = clockErrorMicros;
    beforeLeft = causes(left, right);
    beforeRight = causes(right, left);
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
        all.add(told(right, r, beforeRight, left, beforeLeft));
        r++;
      } else {
        all.add(told(left, l, beforeLeft, right, beforeRight));
        l++;
      }
    }
    for (; l < left.size(); l++) {
      all.add(told(left, l, beforeLeft, right, beforeRight));
    }
    for (; r < right.size(); r++) {
      all.add(told(right, r, beforeRight, left, beforeLeft));
    }
    return all;
  }

  private NotableCall told(
      List<NotableCall> own,
      int index,
      int[] beforeOwn,
      List<NotableCall> others,
      int[] beforeOthers) {
    NotableCall move = own.get(index);
    for (int other = 0; other < others.size(); other++) {
      long later = move.atMicros() - others.get(other).atMicros();
      boolean after = beforeOwn[index] >= other && later >= 0;
      boolean before = beforeOthers[other] >= index && later <= 0;
      if (Math.abs(later) < clockErrorMicros && !after && !before) {
        return move.loosened();
      }
    }
    return move;
  }

  /**
   * What must have come before a move must have come before all that this end did later as well.
   */
  private int[] causes(List<NotableCall> effects, List<NotableCall> others) {
    int[] causes = new int[effects.size()];
    Arrays.fill(causes, NONE);
    long read = 0;
    for (int i = 0; i < causes.length; i++) {
      NotableCall move = effects.get(i);
      read += move.is(Call.RECV) ? move.moved() : 0;
      int own = cause(move, read, others);
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
          CONNECT,
          SEND_TICKET,
          SEND,
          PROBE,
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

  private static int first(Call call, List<NotableCall> moves) {
    for (int i = 0; i < moves.size(); i++) {
      if (moves.get(i).is(call) && moves.get(i).succeeded()) {
        return i;
      }
    }
    return NONE;
  }

  /** The transfer that the last of so many bytes went with. */
  private static int sending(long bytes, List<NotableCall> moves) {
    long sent = 0;
    for (int i = 0; i < moves.size(); i++) {
      sent += moves.get(i).is(Call.SEND) ? moves.get(i).moved() : 0;
      if (sent >= bytes) {
        return i;
      }
    }
    return NONE;
  }

  /**
   * An end or a reset comes from the other end's half-close or close, unless the clocks say that it
   * came before: then it was made in between.
   */
  private int ending(NotableCall effect, List<NotableCall> others) {
    int close = first(Call.CLOSE, others);
    int halfClose = effect.succeeded() ? first(Call.SHUTDOWN_WRITE, others) : NONE;
    int cause = halfClose == NONE ? close : halfClose;
    boolean possible =
        cause != NONE
            && effect.atMicros() + clockErrorMicros >= others.get(cause).atMicros()
            && (effect.succeeded() || effect.failedWith("ECONNRESET"));
    return possible ? cause : NONE;
  }

  /** At the same microsecond what acts comes before what waited for it, and data before the end. */
  private static boolean rightFirst(NotableCall left, NotableCall right) {
    return left.atMicros() == right.atMicros()
        ? rank(right) < rank(left)
        : right.atMicros() < left.atMicros();
  }

  private static int rank(NotableCall move) {
    if (!move.waits()) {
      return 0;
    }
    return move.moved() > 0 || move.is(Call.ACCEPT) || move.is(Call.RECV_TICKET) ? 1 : 2;
  }
}

package net.teardown.picture;

import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * A call of one end that gets a place in the ladder: one step, or several transfers in a row joined
 * into one.
 *
 * @param loose whether a call of the other end is so close in time that the clocks can't tell which
 *     came first
 */
record NotableCall(Side side, Step step, boolean loose) {

  private static final long WORTH_TELLING_MICROS = 10_000;

  NotableCall(Side side, Step step) {
    this(side, step, false);
  }

  /** This call marked as loose. */
  NotableCall loosened() {
    return new NotableCall(side, step, true);
  }

  boolean is(Call call) {
    return step.call() == call;
  }

  boolean succeeded() {
    return step.errno() == null;
  }

  boolean failedWith(String errno) {
    return step.failedWith(errno);
  }

  /** Whether it failed because an RST had come. */
  boolean returnsReset() {
    return failedWith("ECONNRESET") || failedWith("EPIPE");
  }

  /**
   * Bytes that it transferred; 0 for a call that transfers none, that failed or that returned end
   * of stream.
   */
  long moved() {
    boolean transfers = is(Call.SEND) || is(Call.SEND_AFTER_IDLE) || is(Call.RECV);
    return transfers && succeeded() && step.result() != null ? step.result() : 0;
  }

  /**
   * Its time in the ladder: the return of a call that waits for the other end, the beginning of any
   * other.
   */
  long atMicros() {
    return waits() ? step.untilMicros() : step.atMicros();
  }

  boolean waits() {
    return is(Call.RECV) || is(Call.ACCEPT) || is(Call.RECV_TICKET);
  }

  /** Joins this transfer with the next one. Bytes that are offered again count once. */
  NotableCall and(Step next) {
    Long bytes = step.bytes();
    if (bytes != null && next.bytes() != null) {
      // A send begins at the first byte that wasn't accepted before.
      bytes = Math.max(bytes, moved() + next.bytes());
    }
    long moved = moved() + (next.result() == null ? 0 : next.result());
    return new NotableCall(
        side,
        new Step(
            step.atMicros(),
            next.untilMicros(),
            step.call(),
            bytes,
            moved,
            null,
            step.times() + next.times()));
  }

  /**
   * The call and its result as text.
   *
   * @param lingerSeconds what SO_LINGER was set to; null if unknown
   * @param unread bytes unread when it closed; null if unknown
   */
  String text(@Nullable Integer lingerSeconds, @Nullable Long unread) {
    String made =
        switch (step.call()) {
          case SEND, SEND_AFTER_IDLE ->
              step.bytes() == null ? "send" : "send " + Amounts.count(step.bytes());
          case LINGER -> "SO_LINGER" + (lingerSeconds == null ? "" : " " + lingerSeconds);
          case CLOSE ->
              "close"
                  + (unread == null || unread == 0 ? "" : ", " + Amounts.count(unread) + " unread");
          case SOCKET,
              BIND,
              CONNECT,
              ACCEPT,
              SEND_TICKET,
              RECV_TICKET,
              PROBE,
              RECV,
              SHUTDOWN_WRITE,
              POLL,
              TCP_INFO,
              SOCKET_ERROR,
              UNREAD,
              UNACKNOWLEDGED,
              SOCK_DIAG,
              GETIFADDRS ->
              step.call().toString();
        };
    return made
        + came()
        + (step.times() == 1 ? "" : " (" + Quantity.number(step.times()) + Wrap.NO_BREAK + "calls)")
        + waited();
  }

  private String came() {
    if (step.errno() != null) {
      return " → " + step.errno();
    }
    Long result = step.result();
    if (result == null || (is(Call.SEND) && result.equals(step.bytes()))) {
      return "";
    }
    if (is(Call.RECV) && result == 0) {
      return " → 0 (EOF)";
    }
    return is(Call.SEND) || is(Call.RECV) ? " → " + Amounts.count(result) : "";
  }

  /** How long close(2) took, if SO_LINGER made it wait. */
  private String waited() {
    long micros = step.untilMicros() - step.atMicros();
    return is(Call.CLOSE) && micros >= WORTH_TELLING_MICROS ? ", took " + Amounts.time(micros) : "";
  }
}

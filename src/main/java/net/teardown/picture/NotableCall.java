package net.teardown.picture;

import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * A call of one end that matters for the story: a step, or several transfers in a row told as one.
 *
 * @param loose whether the other end did something so close to it that the clocks can't tell which
 *     was first
 */
record NotableCall(Side side, Step step, boolean loose) {

  private static final long WORTH_TELLING_MICROS = 10_000;

  NotableCall(Side side, Step step) {
    this(side, step, false);
  }

  /** This move, known to be loose. */
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

  /**
   * Bytes that it moved; 0 for a call that moves none, that failed or that met the end of stream.
   */
  long moved() {
    boolean transfers = is(Call.SEND) || is(Call.RECV);
    return transfers && succeeded() && step.result() != null ? step.result() : 0;
  }

  /**
   * When it belongs on the common clock: a call that waits for the other end when it returned, any
   * other when it was made.
   */
  long atMicros() {
    return waits() ? step.untilMicros() : step.atMicros();
  }

  boolean waits() {
    return is(Call.RECV) || is(Call.ACCEPT) || is(Call.RECV_TICKET);
  }

  /** This transfer and the next one as one; what a second {@code send} offers again counts once. */
  NotableCall and(Step next) {
    Long bytes = step.bytes();
    if (bytes != null && next.bytes() != null && bytes - moved() != next.bytes()) {
      bytes += next.bytes();
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
   * What the end called and what came of it.
   *
   * @param lingerSeconds what SO_LINGER was set to; null if unknown
   * @param unread bytes unread when it closed; null if unknown
   */
  String text(@Nullable Integer lingerSeconds, @Nullable Long unread) {
    String made =
        switch (step.call()) {
          case SEND -> step.bytes() == null ? "send" : "send " + Amounts.count(step.bytes());
          case LINGER -> "SO_LINGER" + (lingerSeconds == null ? "" : " " + lingerSeconds);
          case CLOSE ->
              "close"
                  + (unread == null || unread == 0 ? "" : ", " + Amounts.count(unread) + " unread");
          case SOCKET,
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

  /** SO_LINGER lets close(2) wait, which is otherwise over at once. */
  private String waited() {
    long micros = step.untilMicros() - step.atMicros();
    return is(Call.CLOSE) && micros >= WORTH_TELLING_MICROS ? ", took " + Amounts.time(micros) : "";
  }
}

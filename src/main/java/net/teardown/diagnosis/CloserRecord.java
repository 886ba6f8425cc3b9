package net.teardown.diagnosis;

import net.teardown.experiment.evidence.Call;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Evidence;
import net.teardown.experiment.evidence.Step;
import net.teardown.experiment.evidence.TcpCounts;
import net.teardown.experiment.evidence.TcpState;
import net.teardown.experiment.terms.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What the closer's transcript proves about the segments it sent. It proves nothing where the
 * kernel couldn't be asked for the state or for the unread bytes.
 *
 * @param fitsUnread bytes that reach an observer even if an abort follows right behind them
 */
record CloserRecord(EndRecord record, int fitsUnread) {

  private static final long MICROS_PER_SECOND = 1_000_000;

  /** Assumed longest segment, in bytes, if the kernel doesn't say: that of Ethernet. */
  private static final long LONGEST_SEGMENT = 1460;

  /** Whether its kernel reported a state at close, other than CLOSE. */
  boolean stoodAtClose() {
    TcpState state = record.stateAtClose();
    return state != null && state != TcpState.CLOSE;
  }

  /** Whether its kernel reported CLOSE before its close, which then sends nothing. */
  boolean overAtClose() {
    return record.stateAtClose() == TcpState.CLOSE;
  }

  /**
   * Whether its close had to be an abort: bytes were unread (RFC 1122 4.2.2.13), or SO_LINGER was
   * {on, 0}.
   */
  boolean aborted() {
    return unread() > 0 || lingerSeconds() == 0;
  }

  /**
   * Whether the connection may have ended by itself between the last look at its state and the
   * close, because both FINs had been sent. No RST is sent then.
   */
  boolean mayHaveEndedByItself() {
    return switch (record.stateAtClose()) {
      case LAST_ACK, CLOSING, TIME_WAIT, CLOSE -> true;
      case ESTABLISHED, SYN_SENT, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, LISTEN -> false;
      case null -> true;
    };
  }

  boolean halfClosed() {
    return record.succeededIn(Call.SHUTDOWN_WRITE);
  }

  /**
   * Whether its close sent a FIN and no RST: everything was read, and SO_LINGER was neither 0 nor
   * expired.
   */
  boolean endedCleanly() {
    return unread() == 0 && lingerSeconds() != 0 && !lingeredToTheEnd();
  }

  /** Whether its FIN was acknowledged before it closed. */
  boolean finAcknowledged() {
    return record.stateAtClose() == TcpState.FIN_WAIT_2;
  }

  /**
   * Whether it sent a FIN that left at once, because everything in front of it was acknowledged or
   * fitted into the window.
   */
  boolean finLeft() {
    return (halfClosed() || endedCleanly())
        && (finAcknowledged() || record.bytesAccepted() <= fitsUnread || acknowledgedBeforeFin());
  }

  private boolean acknowledgedBeforeFin() {
    boolean acknowledged = false;
    for (Step step : record.steps()) {
      switch (step.call()) {
        case UNACKNOWLEDGED -> acknowledged = step.result() != null && step.result() == 0;
        case SEND -> acknowledged = false;
        case SHUTDOWN_WRITE, CLOSE -> {
          return acknowledged;
        }
        case SOCKET,
            BIND,
            CONNECT,
            ACCEPT,
            SEND_TICKET,
            RECV_TICKET,
            RECV,
            PROBE,
            SEND_AFTER_IDLE,
            LINGER,
            POLL,
            TCP_INFO,
            SOCKET_ERROR,
            UNREAD,
            SOCK_DIAG,
            GETIFADDRS -> {}
      }
    }
    return false;
  }

  /** The most bytes that may share a segment with its FIN. */
  long longestSegment() {
    TcpCounts tcp = record.tcp();
    return tcp == null || tcp.sendMss() == null ? LONGEST_SEGMENT : tcp.sendMss();
  }

  /** Bytes unread when it closed; -1 if unknown. */
  long unread() {
    Long unread = record.unreadAtClose();
    return unread == null ? -1 : unread;
  }

  /**
   * The error that told the closer, before its close, that the connection was reset; null if there
   * was none. A reset after both FINs doesn't count: a host that holds no TIME-WAIT answers a
   * retransmission so.
   *
   * @param finReceived whether the observer's FIN had come before the closer's own
   */
  @Nullable String resetBeforeClose(boolean finReceived) {
    boolean halfClosed = false;
    boolean finCame = finReceived;
    for (Step step : record.steps()) {
      if (step.call() == Call.CLOSE) {
        return null;
      }
      halfClosed |= step.call() == Call.SHUTDOWN_WRITE && step.errno() == null;
      finCame |= step.endOfStream();
      String errno = step.errno();
      if (errno == null || (halfClosed && finCame)) {
        continue;
      }
      if (errno.equals("ECONNRESET") || (errno.equals("EPIPE") && !halfClosed)) {
        return errno;
      }
      if (endedOtherwise(errno)) {
        return null;
      }
    }
    return null;
  }

  /** Whether a reset, a timeout or an ICMP error had ended the connection before its close. */
  boolean failedBeforeClose() {
    for (Step step : record.steps()) {
      if (step.call() == Call.CLOSE) {
        return false;
      }
      String errno = step.errno();
      if (errno != null && (Evidence.RESET_ERRORS.contains(errno) || endedOtherwise(errno))) {
        return true;
      }
    }
    return false;
  }

  /** Whether its own kernel's timers or an ICMP error ended the connection. */
  private static boolean endedOtherwise(String errno) {
    return errno.equals("ETIMEDOUT") || Evidence.UNREACHABLE_ERRORS.contains(errno);
  }

  /** What SO_LINGER was set to; -1 if it was left alone. */
  private long lingerSeconds() {
    Step linger = succeeded(Call.LINGER);
    return linger == null || linger.bytes() == null ? -1 : linger.bytes();
  }

  /**
   * Whether close(2) waited as long as SO_LINGER allows: some kernels then reset the connection
   * (socket(7)).
   */
  private boolean lingeredToTheEnd() {
    Step close = succeeded(Call.CLOSE);
    long seconds = lingerSeconds();
    return seconds > 0
        && close != null
        && close.untilMicros() - close.atMicros() >= seconds * MICROS_PER_SECOND;
  }

  private @Nullable Step succeeded(Call call) {
    return record.steps().stream()
        .filter(step -> step.call() == call && step.errno() == null)
        .findFirst()
        .orElse(null);
  }

  /**
   * How it closed, as a sentence without its subject: {@code half-closed, then closed with 4 bytes
   * unread}.
   */
  String text() {
    String how =
        unread() > 0
            ? "closed with %s unread".formatted(Quantity.bytes(unread()))
            : lingerSeconds() == 0 ? "aborted by SO_LINGER 0" : "closed with nothing unread";
    return (halfClosed() ? "half-closed, then " : "")
        + how
        + (record.stateAtClose() == null
            ? ""
            : ", in state " + record.stateAtClose().name().replace('_', '-'));
  }
}

package net.teardown.script;

import net.teardown.experiment.evidence.Observation.OwnFin;
import net.teardown.experiment.evidence.TcpState;
import org.jspecify.annotations.Nullable;

/** Tells which FIN was sent first by the states that a half-close led from and to. */
final class FinOrder {

  private FinOrder() {}

  /**
   * Which FIN was sent first, whatever was read by then: the end that closes second goes through
   * CLOSE-WAIT and LAST-ACK and holds no TIME-WAIT (RFC 9293 3.6).
   */
  static OwnFin of(@Nullable TcpState before, @Nullable TcpState after) {
    if (before == TcpState.CLOSE_WAIT || after == TcpState.LAST_ACK) {
      return OwnFin.AFTER_THE_OTHER;
    }
    // The connection was closed within the call, which either order may lead to.
    return after == TcpState.CLOSE ? OwnFin.ABOUT_WITH_THE_OTHER : OwnFin.BEFORE_THE_OTHER;
  }
}

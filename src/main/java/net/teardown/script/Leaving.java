package net.teardown.script;

import net.teardown.experiment.spec.CloseNotify;
import net.teardown.experiment.spec.TlsTerms;
import net.teardown.script.Connection.Received;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a server without a reset, once the evidence is taken. The orderly close keeps a needless
 * reset out of the server's log.
 */
final class Leaving {

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;
  private final @Nullable TlsTerms tls;

  private long unreadBytes;
  private @Nullable Long readBytes;

  /** When the server must have answered our FIN at the latest; 0 before the FIN was sent. */
  private long leaveByNanos;

  Leaving(ScriptState scriptState) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
    this.tls = scriptState.script.dialogue().anyTls();
  }

  /** How many bytes a client had read that stopped here. */
  long readBytes() {
    return readBytes == null ? state.bytesRead() : readBytes;
  }

  /** How many bytes it left unread. A client that went on reading would have got them too. */
  long unreadBytes() {
    return unreadBytes;
  }

  /** Counts what is read and what isn't, once; false if the FIN was sent since. */
  boolean count() {
    if (readBytes == null) {
      readBytes = state.bytesRead();
      unreadBytes = Math.max(0, connection.kernel().unread());
    }
    return leaveByNanos == 0;
  }

  /** Sends a close_notify where TLS is spoken, unless the spec leaves it out. */
  void sayNoMore() {
    Records records = connection.records();
    if (records != null && tls != null && tls.closeNotify() != CloseNotify.SKIP) {
      records.sayNoMore(false);
    }
  }

  /** Sends the server a FIN with time to answer it, and closes. */
  Performed leave(Act.Leave act) {
    if (leaveByNanos == 0) {
      // The reply is judged as it was when the exchange stopped.
      connection.showNoMore();
      long now = System.nanoTime();
      boolean waits = tls == null || tls.closeNotify() == CloseNotify.SEND_AND_WAIT;
      leaveByNanos =
          waits ? Math.min(now + act.patience().toNanos(), scriptState.deadlineNanos) : now;
      if (!state.failed() && !state.inputOver() && !state.hasSentFin()) {
        if (waits) {
          connection.halfClose(true);
        } else {
          sayNoMore();
        }
      }
    }
    while (!state.failed()
        && !state.inputOver()
        && System.nanoTime() < leaveByNanos
        && !scriptState.signals.cancelled()) {
      if (scriptState.hasHadItsShare()) {
        return Performed.AGAIN;
      }
      long before = state.bytesRead();
      if (connection.receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        return scriptState.awaitSocket(Interest.INPUT, leaveByNanos);
      }
      scriptState.moved(state.bytesRead() - before);
    }
    connection.closing().asObserver();
    return Performed.DONE;
  }
}

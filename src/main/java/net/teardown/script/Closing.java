package net.teardown.script;

import net.teardown.experiment.evidence.Call;
import net.teardown.socket.CallResult;
import net.teardown.socket.SocketOption;
import net.teardown.socket.TcpSocket;

/** Closes one end of a connection: each way is close(2) and nothing more. */
final class Closing {

  private final Connection connection;
  private final Transcript transcript;
  private boolean waits;

  Closing(Connection connection) {
    this.connection = connection;
    this.transcript = connection.transcript();
  }

  /** Notes that SO_LINGER makes close(2) wait. */
  void waits() {
    waits = true;
  }

  /**
   * The closer's close, after the unread bytes are counted.
   *
   * @param tellState records the connection's state right before, and the pending error
   */
  void asCloser(boolean tellState) {
    if (tellState) {
      connection.kernel().tellStateAtClose();
    }
    long unread = connection.kernel().unread();
    connection.state().unreadAtCloseIs(unread);
    close(unread < 0 ? System.nanoTime() : transcript.returnedNanos());
  }

  /** The observer's close, after its evidence is taken. */
  void asObserver() {
    close(System.nanoTime());
  }

  private void close(long at) {
    CallResult result = connection.open().close();
    connection.state().isClosed();
    transcript.add(at, System.nanoTime(), Call.CLOSE, result);
  }

  /** Closes the descriptor without recording it, because the run is over for this end. */
  void abandon() {
    TcpSocket socket = connection.socket();
    if (socket != null && !connection.state().closed()) {
      connection.state().isClosed();
      if (waits) {
        // This close isn't part of the experiment, so it must not wait.
        socket.set(SocketOption.LINGER, -1);
      }
      socket.close();
    }
  }

  /** Leaves the descriptor to the caller, who closes it. */
  TcpSocket giveAway() {
    connection.state().isClosed();
    return connection.open();
  }
}

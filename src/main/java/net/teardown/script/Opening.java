package net.teardown.script;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Objects;
import net.teardown.experiment.evidence.Call;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Accepted;
import net.teardown.socket.CallFailed;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.SocketOption;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/** Performs the acts that establish a connection. */
final class Opening {

  /** How this end gets its connection. */
  sealed interface Way {

    /**
     * By an active open.
     *
     * @param ticket what to send first; null for none
     */
    record To(InetSocketAddress remote, @Nullable ByteBuffer ticket) implements Way {}

    /** By a passive open: accepts the initiator whose address the signals give. */
    record From(TcpListener listener) implements Way {}

    /** By taking over a connection that is established already. */
    record Admitted(AcceptedConnection accepted) implements Way {}
  }

  private final ScriptState scriptState;
  private final Connection connection;
  private final EndState state;
  private final Transcript transcript;
  private final Way way;
  private long connectAtNanos;

  Opening(ScriptState scriptState, Way way) {
    this.scriptState = scriptState;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
    this.transcript = connection.transcript();
    this.way = way;
  }

  private Way.To to() {
    return (Way.To) way;
  }

  Performed perform(Act.Connect act) {
    boolean first = connection.socket() == null;
    boolean hopeful = first ? connect(to().remote(), act) : finishConnect();
    InetSocketAddress own = state.address();
    if (own != null) {
      scriptState.signals.initiatorIs(own);
    }
    if (!hopeful) {
      return Performed.GIVE_UP;
    }
    if (state.connected()) {
      tellObserver();
      return Performed.DONE;
    }
    // A handshake on loopback is complete before connect(2) returns, though a non-blocking connect
    // says EINPROGRESS.
    return first ? perform(act) : scriptState.awaitSocket(Interest.OUTPUT);
  }

  Performed perform(Act.ShowTicket act) {
    ByteBuffer shown = Objects.requireNonNull(to().ticket());
    return showTicket(shown, act.more()) && shown.hasRemaining()
        ? scriptState.awaitSocket(Interest.OUTPUT)
        : Performed.DONE;
  }

  Performed accept() {
    return switch (way) {
      case Way.Admitted(AcceptedConnection accepted) -> {
        admit(accepted);
        yield Performed.DONE;
      }
      case Way.From(TcpListener listener) -> acceptFrom(listener);
      case Way.To _ -> throw new IllegalStateException("this end opens actively");
    };
  }

  private Performed acceptFrom(TcpListener listener) {
    InetSocketAddress initiator = scriptState.signals.initiatorAddress();
    if (initiator == null) {
      return scriptState.awaitCue(scriptState.deadlineNanos);
    }
    if (!accept(listener, initiator)) {
      return Performed.GIVE_UP;
    }
    if (!state.connected()) {
      return scriptState.await(new Waiting(listener, Interest.INPUT), scriptState.deadlineNanos);
    }
    tellObserver();
    return Performed.DONE;
  }

  private void tellObserver() {
    if (!scriptState.script.closes()) {
      scriptState.signals.observerIs(connection.socket());
    }
  }

  /** Begins the active open. False if it failed, so that there is nothing to wait for. */
  private boolean connect(InetSocketAddress remote, Act.Connect act) {
    connectAtNanos = System.nanoTime();
    TcpSocket opened;
    try {
      opened = connection.stack().open(family(remote));
    } catch (CallFailed e) {
      transcript.add(connectAtNanos, System.nanoTime(), Call.SOCKET, CallResult.failed(e.errno()));
      return false;
    }
    connection.takeUp(opened);
    for (Act.SetOption option : act.options()) {
      connection.set(option);
    }
    return (act.source() == null || bind(opened, act.source()))
        && connectSaid(opened.connect(remote));
  }

  /** Binds to the address to connect from. False if it failed. */
  private boolean bind(TcpSocket opened, InetAddress source) {
    opened.set(SocketOption.BIND_WITHOUT_PORT, 1);
    long at = System.nanoTime();
    CallResult result = opened.bind(source);
    transcript.add(at, System.nanoTime(), Call.BIND, result);
    return result.ok();
  }

  /**
   * Checks whether the active open is complete. False if it failed, so that there is nothing to
   * wait for.
   */
  private boolean finishConnect() {
    return connectSaid(connection.open().finishConnect());
  }

  private boolean connectSaid(CallResult result) {
    InetSocketAddress local = connection.open().localAddress();
    // The JDK gives the local address only once the handshake is complete.
    state.addressIs(local.getPort() == 0 ? null : local);
    if (result.failedWith(Errno.EINPROGRESS)) {
      return true;
    }
    transcript.add(connectAtNanos, System.nanoTime(), Call.CONNECT, result);
    if (result.failedWith(Errno.EADDRNOTAVAIL)) {
      countOwnAddresses();
    }
    if (result.ok()) {
      state.connectedActively();
    }
    return result.ok();
  }

  /**
   * Counts this host's addresses, because EADDRNOTAVAIL means either that no port is free or that
   * there is no address to connect from.
   */
  private void countOwnAddresses() {
    long at = System.nanoTime();
    int count = connection.stack().addressesToward(connection.open().remoteAddress().getAddress());
    transcript.add(at, System.nanoTime(), Call.GETIFADDRS, CallResult.ok(count));
  }

  /**
   * Accepts the next waiting connection if it is the initiator's. Closes any other one and looks at
   * the next.
   *
   * @param initiator the address that the connection must come from
   * @return false if accept(2) failed, so that there is nothing to wait for
   */
  private boolean accept(TcpListener listener, InetSocketAddress initiator) {
    while (true) {
      long at = System.nanoTime();
      Accepted accepted = listener.accept();
      if (accepted.result().failedWith(Errno.EAGAIN)) {
        return true;
      }
      TcpSocket candidate = accepted.socket();
      if (candidate != null && !initiator.equals(accepted.peer())) {
        candidate.close();
        state.turnedAway();
        continue;
      }
      transcript.add(
          at,
          System.nanoTime(),
          Call.ACCEPT,
          candidate == null ? accepted.result() : CallResult.ok(0));
      if (candidate == null) {
        return false;
      }
      connection.takeUp(candidate);
      state.acceptedAt(listener.localAddress());
      return true;
    }
  }

  /** Takes over an accepted connection whose ticket has been read. */
  private void admit(AcceptedConnection accepted) {
    connection.takeUp(accepted.socket());
    state.acceptedAt(accepted.local());
    state.tookIn(accepted.ticketBytes());
    state.compares();
    transcript.add(
        accepted.acceptAtNanos(), accepted.acceptedNanos(), Call.ACCEPT, CallResult.ok(0));
    transcript.add(
        accepted.ticketAtNanos(),
        accepted.ticketNanos(),
        Call.RECV_TICKET,
        accepted.ticketBytes(),
        CallResult.ok(accepted.ticketBytes()));
  }

  /**
   * Sends the rest of the ticket.
   *
   * @param more whether bytes of the experiment follow at once
   * @return false if it failed, so that there is nothing to wait for
   */
  private boolean showTicket(ByteBuffer ticket, boolean more) {
    state.compares();
    while (ticket.hasRemaining()) {
      int offered = ticket.remaining();
      long at = System.nanoTime();
      CallResult result = connection.open().send(ticket, more);
      if (result.failedWith(Errno.EAGAIN)) {
        return true;
      }
      transcript.add(at, System.nanoTime(), Call.SEND_TICKET, offered, result);
      if (!result.ok()) {
        state.failed(result);
        return false;
      }
      state.sent(result.value());
    }
    return true;
  }

  private static StandardProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }
}

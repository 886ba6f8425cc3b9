package net.teardown.script;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.Call;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Accepted;
import net.teardown.socket.CallFailed;
import net.teardown.socket.CallResult;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/** Performs the acts that bring a connection about. */
final class Opening {

  /** Where from this end gets its connection. */
  sealed interface Way {

    /**
     * By an active open.
     *
     * @param ticket shown first; null where there is none to show
     */
    record To(InetSocketAddress remote, @Nullable ByteBuffer ticket) implements Way {}

    /** By a passive open, of the initiator that the cues tell of. */
    record From(TcpListener listener) implements Way {}

    /** It stands already. */
    record Admitted(AcceptedConnection admission) implements Way {}
  }

  private final ScriptState play;
  private final Connection connection;
  private final EndState state;
  private final Transcript transcript;
  private final Way way;
  private long connectAtNanos;

  Opening(ScriptState play, Way way) {
    this.play = play;
    this.connection = play.connection;
    this.state = play.state;
    this.transcript = connection.transcript();
    this.way = way;
  }

  private Way.To to() {
    return (Way.To) way;
  }

  Performed perform(Act.Connect act) {
    boolean first = connection.socket() == null;
    boolean hopeful = first ? connect(to().remote(), act.options()) : finishConnect();
    InetSocketAddress own = state.address();
    if (own != null) {
      play.cues.initiatorIs(own);
    }
    if (!hopeful) {
      return Performed.GIVE_UP;
    }
    if (state.connected()) {
      tellObserver();
      return Performed.DONE;
    }
    // A handshake on loopback is over before connect(2) returns, though a non-blocking one says
    // EINPROGRESS.
    return first ? perform(act) : play.awaitSocket(Interest.OUTPUT);
  }

  Performed perform(Act.ShowTicket act) {
    ByteBuffer shown = Objects.requireNonNull(to().ticket());
    return showTicket(shown, act.more()) && shown.hasRemaining()
        ? play.awaitSocket(Interest.OUTPUT)
        : Performed.DONE;
  }

  Performed accept() {
    return switch (way) {
      case Way.Admitted(AcceptedConnection admission) -> {
        admit(admission);
        yield Performed.DONE;
      }
      case Way.From(TcpListener listener) -> acceptFrom(listener);
      case Way.To _ -> throw new IllegalStateException("this end opens actively");
    };
  }

  private Performed acceptFrom(TcpListener listener) {
    InetSocketAddress initiator = play.cues.initiatorAddress();
    if (initiator == null) {
      return play.awaitCue(play.deadlineNanos);
    }
    if (!accept(listener, initiator)) {
      return Performed.GIVE_UP;
    }
    if (!state.connected()) {
      return play.await(new Waiting(listener, Interest.INPUT), play.deadlineNanos);
    }
    tellObserver();
    return Performed.DONE;
  }

  private void tellObserver() {
    if (!play.script.closes()) {
      play.cues.observerIs(connection.socket());
    }
  }

  /**
   * Begins the active open. False if there is nothing to wait for: it failed.
   *
   * @param options what to set before
   */
  private boolean connect(InetSocketAddress remote, List<Act.SetOption> options) {
    connectAtNanos = System.nanoTime();
    TcpSocket opened;
    try {
      opened = connection.stack().open(family(remote));
    } catch (CallFailed e) {
      transcript.add(
          connectAtNanos, System.nanoTime(), Call.SOCKET, null, CallResult.failed(e.errno()));
      return false;
    }
    connection.takeUp(opened);
    for (Act.SetOption option : options) {
      connection.set(option);
    }
    return connectSaid(opened.connect(remote));
  }

  /** Looks whether the active open is done. False if there is nothing to wait for: it failed. */
  private boolean finishConnect() {
    return connectSaid(connection.open().finishConnect());
  }

  private boolean connectSaid(CallResult result) {
    InetSocketAddress local = connection.open().localAddress();
    // The JDK tells it only once the handshake is over.
    state.addressIs(local.getPort() == 0 ? null : local);
    if (result.failedWith(Errno.EINPROGRESS)) {
      return true;
    }
    transcript.add(connectAtNanos, System.nanoTime(), Call.CONNECT, null, result);
    if (result.failedWith(Errno.EADDRNOTAVAIL)) {
      countOwnAddresses();
    }
    if (result.ok()) {
      state.connectedActively();
    }
    return result.ok();
  }

  /**
   * The kernel says the same where no port is free and where there is no address to connect from.
   */
  private void countOwnAddresses() {
    long at = System.nanoTime();
    int count = connection.stack().addressesToward(connection.open().remoteAddress().getAddress());
    transcript.add(at, System.nanoTime(), Call.GETIFADDRS, null, CallResult.ok(count));
  }

  /**
   * Takes the next waiting connection if there is one and it is the initiator's. A stranger is
   * closed and the next one looked at.
   *
   * @param initiator whose connection is meant
   * @return whether there is something to wait for, or it is done
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
          null,
          candidate == null ? accepted.result() : CallResult.ok(0));
      if (candidate == null) {
        return false;
      }
      connection.takeUp(candidate);
      state.acceptedAt(listener.localAddress());
      return true;
    }
  }

  /** Takes over a connection that was accepted and has shown its ticket. */
  private void admit(AcceptedConnection admission) {
    connection.takeUp(admission.socket());
    state.acceptedAt(admission.local());
    state.ticketRead(admission.ticketBytes());
    state.compares();
    transcript.add(
        admission.acceptAtNanos(), admission.acceptedNanos(), Call.ACCEPT, null, CallResult.ok(0));
    transcript.add(
        admission.ticketAtNanos(),
        admission.ticketNanos(),
        Call.RECV_TICKET,
        (long) admission.ticketBytes(),
        CallResult.ok(admission.ticketBytes()));
  }

  /**
   * Sends of the ticket what is left of it.
   *
   * @param more whether bytes of the experiment follow at once
   * @return false if there is nothing to wait for: it failed
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
      transcript.add(at, System.nanoTime(), Call.SEND_TICKET, (long) offered, result);
      if (!result.ok()) {
        state.failed(result);
        return false;
      }
      state.ticketShown(result.value());
    }
    return true;
  }

  private static StandardProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }
}

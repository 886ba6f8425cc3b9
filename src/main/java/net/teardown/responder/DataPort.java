package net.teardown.responder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import net.teardown.experiment.terms.Printable;
import net.teardown.instance.StandingThreads;
import net.teardown.script.AcceptedConnection;
import net.teardown.socket.Accepted;
import net.teardown.socket.Errno;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpListener;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.TcpStack;
import net.teardown.socket.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the test connections. One thread accepts all connections, reads their tickets, and hands
 * each connection with a valid ticket to its session, at the byte after the ticket. Any other
 * connection is half-closed, read from until the client closes, and then closed, so that a port
 * scan or a health check sees an orderly end. If there are too many, the oldest is closed first.
 */
final class DataPort implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DataPort.class);

  /** How many of the bytes in front of a ticket the report quotes. */
  private static final int LONGEST_QUOTE = 128;

  /** How long one wait may last before the sessions' deadlines and the shutdown are checked. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  /** How long a refused client may take to close. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

  private static final long MOST_DISCARDED = 16L * 1024 * 1024;
  private static final int ACCEPTED_AT_ONCE = 64;
  private static final Duration OUT_OF_DESCRIPTORS = Duration.ofMillis(50);

  private final TcpStack stack;
  private final List<TcpListener> listeners;
  private final Sessions sessions;
  private final BiConsumer<HostedSession, AcceptedConnection> admitted;
  private final IntConsumer onStrangers;
  private final int mostWaiting;
  private final long ticketTimeoutNanos;
  private final byte[] unknownTicket;
  private final ByteBuffer sink = ByteBuffer.allocateDirect(64 * 1024);

  /**
   * Connections that may still send a ticket, and refused ones whose client hasn't closed yet; both
   * by age.
   */
  private final Deque<PendingConnection> waiting = new ArrayDeque<>();

  private final Deque<PendingConnection> leaving = new ArrayDeque<>();
  private final Thread thread;
  private int strangers;
  private boolean starved;
  private volatile boolean closed;

  /**
   * @param listeners at least one; closed with this
   * @param unknownTicket what to send to a connection whose ticket isn't one of this instance
   * @param admitted gets each connection with the ticket of a session
   * @param onStrangers gets the number of other connections that were refused
   */
  DataPort(
      TcpStack stack,
      List<TcpListener> listeners,
      ResponderProperties properties,
      String unknownTicket,
      Sessions sessions,
      BiConsumer<HostedSession, AcceptedConnection> admitted,
      IntConsumer onStrangers) {
    this.stack = stack;
    this.listeners = List.copyOf(listeners);
    this.mostWaiting = properties.maxWaitingConnections();
    this.ticketTimeoutNanos = properties.ticketTimeout().toNanos();
    this.unknownTicket = unknownTicket.getBytes(UTF_8);
    this.sessions = sessions;
    this.admitted = admitted;
    this.onStrangers = onStrangers;
    this.thread = StandingThreads.ofThisProcess().start("data-port", this::work);
  }

  /** The port that it listens on. */
  int port() {
    return listeners.getFirst().localAddress().getPort();
  }

  private void work() {
    while (!closed) {
      stack.await(Duration.ofNanos(untilNextDeadline()), waits());
      listeners.forEach(this::accept);
      serve();
      sessions.sweep(System.nanoTime());
      if (strangers > 0) {
        int count = strangers;
        strangers = 0;
        onStrangers.accept(count);
      }
    }
    listeners.forEach(TcpListener::close);
    waiting.forEach(PendingConnection::close);
    leaving.forEach(PendingConnection::close);
  }

  private List<Waiting> waits() {
    List<Waiting> waits = new ArrayList<>(listeners.size() + waiting.size() + leaving.size());
    listeners.forEach(listener -> waits.add(new Waiting(listener, Interest.INPUT)));
    waiting.forEach(pending -> waits.add(pending.waiting()));
    leaving.forEach(pending -> waits.add(pending.waiting()));
    return waits;
  }

  private long untilNextDeadline() {
    long now = System.nanoTime();
    long least = LONGEST_WAIT.toNanos();
    // Both queues are ordered by age, and all connections in a queue have the same time allowed.
    for (Deque<PendingConnection> queue : List.of(waiting, leaving)) {
      PendingConnection oldest = queue.peekFirst();
      least = oldest == null ? least : Math.min(least, oldest.leftNanos(now));
    }
    return least;
  }

  private void accept(TcpListener listener) {
    for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
      long at = System.nanoTime();
      Accepted accepted = listener.accept();
      long until = System.nanoTime();
      TcpSocket socket = accepted.socket();
      InetSocketAddress peer = accepted.peer();
      if (socket != null && peer != null) {
        starved = false;
        waiting.addLast(new PendingConnection(socket, peer, at, until, until + ticketTimeoutNanos));
      } else if (accepted.result().failedWith(Errno.EMFILE)
          || accepted.result().failedWith(Errno.ENFILE)
          || accepted.result().failedWith(Errno.ENOBUFS)
          || accepted.result().failedWith(Errno.ENOMEM)) {
        makeRoom(accepted);
        return;
      } else if (accepted.result().failedWith(Errno.EAGAIN)) {
        return;
      }
    }
  }

  /**
   * Closes the oldest connection, and pauses: the connection that could not be accepted stays in
   * the kernel's queue, so poll(2) would return at once, again and again.
   */
  private void makeRoom(Accepted failed) {
    if (!starved) {
      starved = true;
      log.warn("No connection can be accepted on the data port: {}", failed.result());
    }
    PendingConnection oldest = leaving.isEmpty() ? waiting.pollFirst() : leaving.pollFirst();
    if (oldest != null) {
      oldest.close();
    }
    LockSupport.parkNanos(OUT_OF_DESCRIPTORS.toNanos());
  }

  private void serve() {
    for (Iterator<PendingConnection> all = waiting.iterator(); all.hasNext(); ) {
      if (!mayStay(all.next())) {
        all.remove();
      }
    }
    while (waiting.size() > mostWaiting) {
      turnAway(waiting.removeFirst());
    }
    long now = System.nanoTime();
    for (Iterator<PendingConnection> all = leaving.iterator(); all.hasNext(); ) {
      PendingConnection pending = all.next();
      if (pending.hasGone(sink, MOST_DISCARDED) || pending.leftNanos(now) <= 0) {
        pending.close();
        all.remove();
      }
    }
    while (leaving.size() > mostWaiting) {
      leaving.removeFirst().close();
    }
  }

  /** Whether the connection may still send a ticket. */
  private boolean mayStay(PendingConnection pending) {
    if (pending.known() < Ticket.BYTES) {
      switch (pending.readTo(Ticket.BYTES)) {
        case NOTHING_YET -> {
          return stillInTime(pending);
        }
        case GONE -> {
          return gone(pending);
        }
        case ALL -> {
          if (admit(pending)) {
            return false;
          }
        }
      }
    }
    return searchOn(pending);
  }

  private boolean admit(PendingConnection pending) {
    byte[] head = pending.head();
    HostedSession session =
        Ticket.mayStandAt(head, 0) ? sessions.admit(Ticket.at(head, 0), pending.peer()) : null;
    if (session != null) {
      admitted.accept(session, pending.accepted());
      return true;
    }
    if (Ticket.mayStandAt(head, 0)) {
      pending.send(ByteBuffer.wrap(unknownTicket));
      turnAway(pending);
      return true;
    }
    return false;
  }

  /**
   * Searches for a ticket behind other bytes. If something in the path put bytes in front of it, a
   * PROXY header for instance, the session reports them.
   */
  private boolean searchOn(PendingConnection pending) {
    PendingConnection.Read read = pending.readTo(PendingConnection.HEAD_BYTES);
    byte[] head = pending.head();
    for (int i = 1; i + Ticket.BYTES <= head.length; i++) {
      if (Ticket.mayStandAt(head, i)
          && sessions.precede(
              Ticket.at(head, i), pending.peer(), Printable.of(head, i, LONGEST_QUOTE))) {
        showOut(pending);
        return false;
      }
    }
    return switch (read) {
      case NOTHING_YET -> stillInTime(pending);
      case GONE -> gone(pending);
      case ALL -> {
        turnAway(pending);
        yield false;
      }
    };
  }

  private boolean stillInTime(PendingConnection pending) {
    if (pending.leftNanos(System.nanoTime()) > 0) {
      return true;
    }
    turnAway(pending);
    return false;
  }

  private boolean gone(PendingConnection pending) {
    strangers++;
    pending.close();
    return false;
  }

  private void turnAway(PendingConnection pending) {
    strangers++;
    log.debug("A stranger on the data port: {}", pending.peer());
    showOut(pending);
  }

  private void showOut(PendingConnection pending) {
    pending.beginClose(System.nanoTime() + LONGEST_CLOSE.toNanos());
    leaving.addLast(pending);
  }

  /** Stops listening and closes all connections, within a second. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(LONGEST_WAIT.multipliedBy(4));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

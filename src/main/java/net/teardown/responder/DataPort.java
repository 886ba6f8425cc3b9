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
 * Where test connections come in. One thread accepts them all, reads their tickets, and hands each
 * connection that shows a good one to its session, right behind the ticket. Everybody else is a
 * stranger: half-closed, read from until it goes, and closed, so that a scan or a health check sees
 * a clean end; and the oldest first where there are too many of them.
 */
final class DataPort implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DataPort.class);

  /** How long a thread may sit without looking at the clock of sessions and at its own end. */
  private static final int LONGEST_QUOTE = 128;

  private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  private static final Duration PATIENCE = Duration.ofSeconds(10);
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

  /** Those who may still show a ticket, and those who are on their way out, both by age. */
  private final Deque<PendingConnection> waiting = new ArrayDeque<>();

  private final Deque<PendingConnection> leaving = new ArrayDeque<>();
  private final Thread thread;
  private int strangers;
  private boolean starved;
  private volatile boolean closed;

  /**
   * @param listeners at least one; closed with this
   * @param unknownTicket what is said to those whose ticket is not of this instance
   * @param admitted given each connection that has shown the ticket of a session
   * @param onStrangers told how many others were turned away
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
    waiting.forEach(visitor -> waits.add(visitor.waiting()));
    leaving.forEach(visitor -> waits.add(visitor.waiting()));
    return waits;
  }

  private long untilNextDeadline() {
    long now = System.nanoTime();
    long least = LONGEST_WAIT.toNanos();
    // Both by age, and all of one kind have the same time.
    for (Deque<PendingConnection> visitors : List.of(waiting, leaving)) {
      PendingConnection oldest = visitors.peekFirst();
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

  /** The connection stays in the kernel's queue, so poll(2) would wake at once, again and again. */
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
      PendingConnection visitor = all.next();
      if (visitor.hasGone(sink, MOST_DISCARDED) || visitor.leftNanos(now) <= 0) {
        visitor.close();
        all.remove();
      }
    }
    while (leaving.size() > mostWaiting) {
      leaving.removeFirst().close();
    }
  }

  /** Whether there is still a ticket to hope for. */
  private boolean mayStay(PendingConnection visitor) {
    if (visitor.known() < Ticket.BYTES) {
      switch (visitor.readTo(Ticket.BYTES)) {
        case NOTHING_YET -> {
          return stillInTime(visitor);
        }
        case GONE -> {
          return gone(visitor);
        }
        case ALL -> {
          if (admit(visitor)) {
            return false;
          }
        }
      }
    }
    return searchOn(visitor);
  }

  private boolean admit(PendingConnection visitor) {
    byte[] head = visitor.head();
    HostedSession session =
        Ticket.mayStandAt(head, 0) ? sessions.admit(Ticket.at(head, 0), visitor.peer()) : null;
    if (session != null) {
      admitted.accept(session, visitor.admission());
      return true;
    }
    if (Ticket.mayStandAt(head, 0)) {
      visitor.tell(ByteBuffer.wrap(unknownTicket));
      turnAway(visitor);
      return true;
    }
    return false;
  }

  /** What something in the path puts in front, a PROXY header for instance, is worth knowing. */
  private boolean searchOn(PendingConnection visitor) {
    PendingConnection.Read read = visitor.readTo(PendingConnection.HEAD_BYTES);
    byte[] head = visitor.head();
    for (int i = 1; i + Ticket.BYTES <= head.length; i++) {
      if (Ticket.mayStandAt(head, i)
          && sessions.precede(
              Ticket.at(head, i), visitor.peer(), Printable.of(head, i, LONGEST_QUOTE))) {
        showOut(visitor);
        return false;
      }
    }
    return switch (read) {
      case NOTHING_YET -> stillInTime(visitor);
      case GONE -> gone(visitor);
      case ALL -> {
        turnAway(visitor);
        yield false;
      }
    };
  }

  private boolean stillInTime(PendingConnection visitor) {
    if (visitor.leftNanos(System.nanoTime()) > 0) {
      return true;
    }
    turnAway(visitor);
    return false;
  }

  private boolean gone(PendingConnection visitor) {
    strangers++;
    visitor.close();
    return false;
  }

  private void turnAway(PendingConnection visitor) {
    strangers++;
    log.debug("A stranger on the data port: {}", visitor.peer());
    showOut(visitor);
  }

  private void showOut(PendingConnection visitor) {
    visitor.showOut(System.nanoTime() + PATIENCE.toNanos());
    leaving.addLast(visitor);
  }

  /** Ends listening and turns everybody out, within a second. */
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

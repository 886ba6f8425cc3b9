package net.teardown.responder;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.responder.SessionEnded.Result;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this instance: a bounded number of open ones, and for a while those that are
 * over, so that a report whose response was lost can be fetched again.
 */
final class Sessions {

  private static final Duration KEPT = Duration.ofSeconds(60);
  private static final int KEPT_PER_OPEN = 4;

  /** A session that is over, and since when. */
  private record Past(HostedSession session, long sinceNanos) {}

  private final int most;
  private final Consumer<Result> onEnd;
  private final Map<UUID, HostedSession> known = new ConcurrentHashMap<>();
  private final Map<String, HostedSession> byTicket = new ConcurrentHashMap<>();
  private final Deque<Past> past = new ConcurrentLinkedDeque<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger kept = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param most how many may be armed or running
   * @param onEnd gets the result of each
   */
  Sessions(int most, Consumer<Result> onEnd) {
    this.most = most;
    this.onEnd = onEnd;
  }

  /** How many are armed or running. */
  int open() {
    return open.get();
  }

  /**
   * Adds a session, so that its ticket is valid from now on.
   *
   * @throws SessionsFull if the most that may be open are
   */
  void add(HostedSession session) {
    if (open.get() >= most) {
      sweep(System.nanoTime());
    }
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw new SessionsFull(most);
    }
    known.put(session.id(), session);
    byTicket.put(session.ticket(), session);
    if (closed) {
      disarm(session);
    }
  }

  @Nullable HostedSession find(UUID id) {
    return known.get(id);
  }

  /** Starts the session with this ticket; null if the ticket is valid for none. */
  @Nullable HostedSession admit(String ticket, InetSocketAddress initiator) {
    HostedSession session = byTicket.get(ticket);
    if (session == null || !session.admit(initiator)) {
      return null;
    }
    byTicket.remove(ticket);
    return session;
  }

  /**
   * Ends the session with this ticket, because other bytes preceded the ticket. False if it is no
   * session's.
   */
  boolean precede(String ticket, InetSocketAddress initiator, String precededBy) {
    HostedSession session = byTicket.get(ticket);
    return session != null && ended(session, session.precede(initiator, precededBy));
  }

  void finish(HostedSession session, EndRecord end, Duration settled) {
    ended(session, session.finish(end, settled));
  }

  void disarm(HostedSession session) {
    ended(session, session.disarm());
  }

  void expireIfDue(HostedSession session) {
    ended(session, session.expire(System.nanoTime()));
  }

  /** Expires sessions that are due, and removes those that have been over for long. */
  void sweep(long nowNanos) {
    byTicket.values().forEach(session -> ended(session, session.expire(nowNanos)));
    Past oldest = past.peekFirst();
    while (oldest != null
        && (nowNanos - oldest.sinceNanos() >= KEPT.toNanos()
            || kept.get() > KEPT_PER_OPEN * most)) {
      if (past.removeFirstOccurrence(oldest)) {
        kept.decrementAndGet();
        known.remove(oldest.session().id());
      }
      oldest = past.peekFirst();
    }
  }

  /** Ends all sessions, and any that is added later. */
  void close() {
    closed = true;
    known.values().forEach(this::disarm);
  }

  private boolean ended(HostedSession session, @Nullable Result result) {
    if (result == null) {
      return false;
    }
    byTicket.remove(session.ticket());
    kept.incrementAndGet();
    past.addLast(new Past(session, System.nanoTime()));
    open.decrementAndGet();
    try {
      onEnd.accept(result);
    } finally {
      session.announceEnd();
    }
    return true;
  }
}

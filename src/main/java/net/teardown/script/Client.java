package net.teardown.script;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.Stop;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.Closer;
import net.teardown.script.End.Received;
import net.teardown.socket.Interest;
import net.teardown.socket.TcpSocket;
import net.teardown.socket.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Plays the initiator with a server that nobody controls. There is no script for the other half, so
 * this one goes by what comes in: it says its message, reads as its spec says, waits for the end or
 * for a server that has nothing more to say, and leaves politely. For a thread of its own.
 */
public final class Client {

  /** RFC 9110 10.1.1: a client isn't to wait for a 100 (Continue) without end. */
  private static final Duration LONGEST_WAIT_FOR_CONTINUE = Duration.ofSeconds(1);

  private static final Duration SHORTEST_STANDSTILL = Duration.ofMillis(50);
  private static final Duration TICK = Duration.ofMillis(1);

  private final Spec spec;
  private final ServerDialogue dialogue;
  private final End end;
  private final Cues cues;
  private final InetSocketAddress remote;
  private final Message message;
  private final Incoming incoming;
  private final ByteBuffer outgoing;
  private final long deadlineNanos;

  private @Nullable Stop stop;
  private @Nullable Phase stoppedIn;
  private long lastReceivedNanos;
  private long bannerBytes;
  private long bytesRead;
  private long unreadBytes;
  private @Nullable Long acceptedBeforeReply;
  private boolean bodyWithheld;
  private @Nullable String writeError;
  private @Nullable String readError;
  private long settledNanos;

  /**
   * @param spec of a run with a server
   * @param dialogue how it is spoken to
   * @param message what it says
   * @param incoming whoever reads what comes
   */
  public Client(
      Spec spec,
      ServerDialogue dialogue,
      Stage stage,
      InetSocketAddress remote,
      Message message,
      Incoming incoming) {
    this.spec = spec;
    this.dialogue = dialogue;
    this.end = new End(stage.stack(), stage.buffers(), stage.originNanos(), incoming::take);
    this.cues = stage.cues();
    this.remote = remote;
    this.message = message;
    this.incoming = incoming;
    this.outgoing = stage.buffers().outgoing();
    this.deadlineNanos = stage.deadlineNanos();
  }

  /** Plays it, to its end or to the deadline. */
  public void play() {
    if (!connect()) {
      stop = Stop.DEADLINE;
      return;
    }
    // What is there before the first byte is sent can't be an answer to it.
    bannerBytes = message.length() == 0 ? Long.MAX_VALUE : Math.max(0, end.unread());
    incoming.banner(bannerBytes);
    say();
    if (stop == null && spec.exchange().initiatorHalfCloses() && !end.failed()) {
      end.halfClose(true);
    }
    if (spec.closer() == Closer.INITIATOR) {
      closeFirst();
    } else {
      if (stop == null) {
        readOn(deadlineNanos);
      }
      settle();
      bytesRead = end.bytesRead();
      end.takeEvidence();
      leave();
    }
  }

  private boolean connect() {
    boolean hopeful = end.connect(remote);
    while (hopeful && !end.connected()) {
      if (over()) {
        stoppedIn = Phase.CONNECT;
        return false;
      }
      await(Interest.OUTPUT, deadlineNanos);
      hopeful = end.finishConnect();
    }
    return hopeful;
  }

  /** Says the message, and takes in meanwhile what its manner of writing lets it. */
  private void say() {
    long at = 0;
    long mayGoOnNanos = 0;
    long standsSince = 0;
    long goesTo = message.waitsAt();
    while (at < message.length()) {
      if (dialogue.writing() == Writing.READ_WHILE_WRITING || at == goesTo) {
        takeIn();
      }
      if (at == goesTo && goesTo < message.length()) {
        if (!mayContinue()) {
          return;
        }
        goesTo = message.length();
      }
      noteUnreadArrival();
      if (over()) {
        stopAt(Phase.SEND, Stop.DEADLINE);
        return;
      }
      if (System.nanoTime() < mayGoOnNanos && !end.broken()) {
        await(whileSaying(false), mayGoOnNanos);
        continue;
      }
      long accepted = send(at, goesTo);
      if (accepted < 0) {
        writeError = end.sendError();
        if (dialogue.writing() == Writing.STOP_AT_ERROR) {
          stop = Stop.WRITE_FAILED;
        }
        return;
      }
      if (accepted > 0) {
        at += accepted;
        standsSince = 0;
        mayGoOnNanos = pauseAfter(at);
        continue;
      }
      if (dialogue.writing() != Writing.READ_WHILE_WRITING
          && end.unread() > 0
          && !end.peerHalfClosed()) {
        long now = System.nanoTime();
        standsSince = standsSince == 0 ? now : standsSince;
        if (now - standsSince >= dialogue.silence().toNanos()) {
          stopAt(Phase.SEND, Stop.BOTH_BLOCKED_WRITING);
          return;
        }
      }
      await(
          whileSaying(true),
          standsSince == 0 ? deadlineNanos : standsSince + dialogue.silence().toNanos());
    }
  }

  private Interest whileSaying(boolean blocked) {
    boolean reads = dialogue.writing() == Writing.READ_WHILE_WRITING && !end.inputOver();
    return blocked
        ? reads ? Interest.BOTH : Interest.OUTPUT
        : reads ? Interest.INPUT : Interest.ERRORS_ONLY;
  }

  /** Waits for the server's word behind the head. False if its answer makes the body pointless. */
  private boolean mayContinue() {
    long until = Math.min(deadlineNanos, System.nanoTime() + LONGEST_WAIT_FOR_CONTINUE.toNanos());
    while (!incoming.answered() && !end.inputOver() && System.nanoTime() < until) {
      await(Interest.INPUT, until);
      takeIn();
    }
    bodyWithheld = incoming.answeredFinally() || end.inputOver();
    return !bodyWithheld;
  }

  private long send(long at, long to) {
    Integer chunk = dialogue.chunkBytes();
    long wanted = to - at;
    if (chunk != null) {
      wanted = Math.min(wanted, chunk - at % chunk);
    }
    outgoing.clear().limit((int) Math.min(wanted, outgoing.capacity()));
    message.copy(at, outgoing);
    return end.send(outgoing.flip());
  }

  private long pauseAfter(long at) {
    Integer chunk = dialogue.chunkBytes();
    boolean pause =
        chunk != null && dialogue.pauseMillis() > 0 && at % chunk == 0 && at < message.length();
    return pause ? System.nanoTime() + dialogue.pause().toNanos() : 0;
  }

  /** Reads until the stream ends, or nothing more is to be expected. */
  private void readOn(long untilNanos) {
    while (true) {
      takeIn();
      if (end.inputOver()) {
        stop = Stop.END_OF_INPUT;
        return;
      }
      Stop quiet = quiet();
      long now = System.nanoTime();
      // A drain has a bound of its own: until then silence says nothing.
      boolean draining = quiet == Stop.SILENT && spec.close().drainBeforeClose();
      long quietUntil =
          quiet == null
              ? Long.MAX_VALUE
              : draining ? untilNanos : lastReceivedNanos + dialogue.silence().toNanos();
      // At the deadline, only a reply that says where it ends is known to have no more to come.
      long enough = quiet == Stop.SILENT ? quietUntil : Math.min(quietUntil, untilNanos);
      if (quiet != null && now >= enough) {
        stop = quiet;
        settledNanos = now - lastReceivedNanos;
        return;
      }
      if (now >= untilNanos || cues.cancelled()) {
        stopAt(Phase.OBSERVE, Stop.DEADLINE);
        return;
      }
      await(Interest.INPUT, Math.min(quietUntil, untilNanos));
    }
  }

  /** Why the connection might be left alone if nothing more comes; null if more is to come. */
  private @Nullable Stop quiet() {
    return switch (incoming.progress()) {
      case COMPLETE -> Stop.REPLY_COMPLETE;
      case UNFRAMED -> end.bytesRead() > 0 ? Stop.SILENT : null;
      case INCOMPLETE -> null;
    };
  }

  /** Takes in what is there; a server that answers for ever isn't listened to past the deadline. */
  private void takeIn() {
    while (!end.inputOver() && System.nanoTime() < deadlineNanos) {
      Received received = end.receive(Long.MAX_VALUE);
      if (received == Received.NOTHING_YET) {
        return;
      }
      if (received == Received.BYTES) {
        noteArrival();
      }
    }
    if (end.endOfStream()) {
      incoming.ended();
    } else if (end.inputOver()) {
      readError = end.receiveError();
    }
  }

  /** A hidden reset comes when the server likes. */
  private void settle() {
    if (!end.endOfStream()) {
      return;
    }
    long began = System.nanoTime();
    long until = Math.min(began + dialogue.settle().toNanos(), deadlineNanos);
    while (!end.failed() && !resetCame() && System.nanoTime() < until) {
      // Once both ends have sent a FIN, POLLHUP stands and ends every wait at once.
      await(
          Interest.ERRORS_ONLY,
          end.hasSentFin() ? Math.min(until, System.nanoTime() + TICK.toNanos()) : until);
    }
    settledNanos = System.nanoTime() - began;
    if (until == deadlineNanos && settledNanos < dialogue.settle().toNanos()) {
      stoppedIn = end.failed() || resetCame() ? stoppedIn : Phase.SETTLE;
    }
  }

  private boolean resetCame() {
    return end.hasSentFin() ? end.errorPending() : end.broken();
  }

  /**
   * A client that stopped at an error leaves something that a more patient one would have read: it
   * can be read off the same connection. Then the server gets its FIN, and time to answer it, so
   * that nobody's log has a reset for nothing.
   */
  private void leave() {
    unreadBytes = Math.max(0, end.unread());
    if (stop == Stop.WRITE_FAILED) {
      takeIn();
    }
    boolean open = !end.failed() && !end.inputOver();
    if (open && !end.hasSentFin()) {
      end.halfClose(true);
    }
    long until = Math.min(System.nanoTime() + dialogue.settle().toNanos(), deadlineNanos);
    while (open && !end.inputOver() && System.nanoTime() < until) {
      if (end.receive(Long.MAX_VALUE) == Received.NOTHING_YET) {
        await(Interest.INPUT, until);
      }
    }
    end.closeSocket();
  }

  private void closeFirst() {
    if (stop == null) {
      receive(spec.close().bytesRead());
      awaitArrival();
    }
    if (spec.close().shutdownBeforeClose() && !end.failed()) {
      if (!end.hasSentFin()) {
        end.halfClose(true);
      }
      long bound = System.nanoTime() + Duration.ofMillis(spec.close().drainMillis()).toNanos();
      readOn(spec.close().drainBeforeClose() ? Math.min(bound, deadlineNanos) : deadlineNanos);
      settle();
      bytesRead = end.bytesRead();
      end.takeEvidence();
    } else if (end.inputOver() || end.failed()) {
      stop = Stop.END_OF_INPUT;
      settle();
      bytesRead = end.bytesRead();
      end.takeEvidence();
    } else {
      bytesRead = end.bytesRead();
      stop = Stop.CLOSED;
    }
    Integer linger = spec.close().lingerSeconds();
    if (linger != null
        && System.nanoTime() + Duration.ofSeconds(linger).toNanos() > deadlineNanos) {
      stopAt(Phase.CLOSE, Stop.DEADLINE);
      return;
    }
    end.close(linger, true);
  }

  private void receive(int bytes) {
    while (end.bytesRead() < bytes && !end.inputOver()) {
      Received received = end.receive(bytes - end.bytesRead());
      if (received == Received.NOTHING_YET) {
        if (over()) {
          stopAt(Phase.RECEIVE, Stop.DEADLINE);
          return;
        }
        await(Interest.INPUT, deadlineNanos);
      } else if (received == Received.BYTES) {
        noteArrival();
      }
    }
  }

  private void noteArrival() {
    lastReceivedNanos = System.nanoTime();
    if (acceptedBeforeReply == null) {
      acceptedBeforeReply = end.bytesAccepted();
    }
  }

  /** An answer that waits to be read has come in too. */
  private void noteUnreadArrival() {
    if (acceptedBeforeReply == null
        && dialogue.writing() != Writing.READ_WHILE_WRITING
        && bannerBytes == 0
        && end.readable()) {
      acceptedBeforeReply = end.bytesAccepted();
    }
  }

  /** What will be left unread has arrived when nothing more comes. */
  private void awaitArrival() {
    long standstill = Math.max(SHORTEST_STANDSTILL.toNanos(), 2 * end.roundTripTime().toNanos());
    long began = System.nanoTime();
    long since = began;
    long last = -1;
    while (!over() && !end.broken()) {
      long unread = end.unread();
      long now = System.nanoTime();
      if (unread != last) {
        last = unread;
        since = now;
      }
      long enough = unread > 0 ? standstill : dialogue.silence().toNanos();
      if (unread < 0 || now - since >= enough) {
        return;
      }
      await(Interest.ERRORS_ONLY, now + TICK.toNanos());
    }
  }

  private void stopAt(Phase phase, Stop why) {
    stoppedIn = phase;
    stop = why;
  }

  private boolean over() {
    return cues.cancelled() || System.nanoTime() >= deadlineNanos;
  }

  private void await(Interest interest, long untilNanos) {
    TcpSocket socket = Objects.requireNonNull(end.socket());
    long nanos = Math.min(untilNanos, deadlineNanos) - System.nanoTime();
    if (nanos > 0) {
      end.stack().await(Duration.ofNanos(nanos), List.of(new Waiting(socket, interest)));
    }
  }

  /** What this end did and saw; its descriptor is given back. */
  public EndRecord record() {
    end.abandon();
    return end.record(stoppedIn);
  }

  /** What went to and fro. */
  public Exchange exchange() {
    long banner = Math.min(bannerBytes, bytesRead + unreadBytes);
    return new Exchange(
        Objects.requireNonNull(stop, "it has been played"),
        banner,
        Math.max(0, bytesRead - banner),
        unreadBytes,
        message.length(),
        end.bytesAccepted(),
        acceptedBeforeReply,
        bodyWithheld,
        writeError,
        readError);
  }

  /** How long it waited for a hidden reset, or for more to come. */
  public Duration settled() {
    return Duration.ofNanos(settledNanos);
  }
}

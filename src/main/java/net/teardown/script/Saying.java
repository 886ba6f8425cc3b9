package net.teardown.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Writing;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;
import org.jspecify.annotations.Nullable;

/** Sends a request to a server: holds how much is sent, and waits where the dialogue says so. */
final class Saying {

  /** RFC 9110 10.1.1: a client must not wait for a 100 (Continue) without end. */
  private static final Duration LONGEST_WAIT_FOR_CONTINUE = Duration.ofSeconds(1);

  /** A server that reads, but slowly, takes something within this. */
  private static final Duration SLOWEST_READER = Duration.ofSeconds(1);

  private final ScriptState scriptState;
  private final Conversing conversing;
  private final Connection connection;
  private final EndState state;
  private final ServerDialogue dialogue;
  private final ReplyReader reader;
  private final Buffers buffers;

  private @Nullable RequestBytes current;
  private long bannerBytes = -1;
  private long offered;
  private long sent;
  private long sendsTo;
  private long mayGoOnNanos;
  private long standsSinceNanos;
  private long lastLeft;
  private long continueUntilNanos;
  private boolean bodyWithheld;
  private boolean endNoted;

  /**
   * @param conversing receives what arrives meanwhile
   */
  Saying(ScriptState scriptState, Conversing conversing, ReplyReader reader, Buffers buffers) {
    this.scriptState = scriptState;
    this.conversing = conversing;
    this.connection = scriptState.connection;
    this.state = scriptState.state;
    this.dialogue = scriptState.script.dialogue();
    this.reader = reader;
    this.buffers = buffers;
  }

  /** The length in bytes of all that there was to say so far. */
  long offered() {
    return offered;
  }

  /** How many bytes had arrived before the first one was sent; below 0 before it is known. */
  long bannerBytes() {
    return bannerBytes;
  }

  /** Whether the final answer came before the body, which was then not sent. */
  boolean bodyWithheld() {
    return bodyWithheld;
  }

  /** Nothing is said before something is heard. */
  void heardFirst() {
    if (bannerBytes < 0) {
      bannerBytes = Long.MAX_VALUE;
      reader.banner(bannerBytes);
    }
  }

  private void begin(RequestBytes request) {
    current = request;
    if (offered == 0 && request.length() > 0) {
      // Bytes that arrived before the first one was sent can't be an answer to it.
      // Of records that arrived nobody knows yet what is in them.
      long unread = connection.records() == null ? connection.kernel().unread() : 0;
      bannerBytes = state.bytesRead() + Math.max(0, unread);
      reader.banner(bannerBytes);
    } else {
      heardFirst();
    }
    offered += request.length();
    sent = 0;
    sendsTo = request.waitsAt();
    mayGoOnNanos = 0;
    standsSinceNanos = 0;
    continueUntilNanos = 0;
  }

  /** Sends the request, and receives meanwhile if its way of writing says so. */
  Performed say(RequestBytes request) {
    if (current != request) {
      begin(request);
    }
    while (sent < request.length() || !connection.hasSentAll()) {
      if (dialogue.writing() == Writing.READ_WHILE_WRITING || sent == sendsTo) {
        conversing.takeIn();
        noteWhatWasTakenByTheEnd();
      }
      if (sent == sendsTo && sendsTo < request.length()) {
        if (mustWaitForContinue()) {
          return scriptState.awaitSocket(Interest.INPUT, continueUntilNanos);
        }
        bodyWithheld = reader.answeredFinally() || state.inputOver();
        if (bodyWithheld) {
          return Performed.DONE;
        }
        sendsTo = request.length();
      }
      noteUnreadArrival();
      if (scriptState.isOver()) {
        return conversing.stopAt(
            Phase.SEND,
            standsFor(System.nanoTime(), SLOWEST_READER)
                ? StopReason.BOTH_BLOCKED_WRITING
                : StopReason.DEADLINE);
      }
      if (System.nanoTime() < mayGoOnNanos && !connection.kernel().broken()) {
        return scriptState.awaitSocket(whileSaying(false), mayGoOnNanos);
      }
      long accepted = send(request);
      if (accepted < 0) {
        return dialogue.writing() == Writing.STOP_AT_ERROR
            ? conversing.stop(StopReason.WRITE_FAILED)
            : Performed.DONE;
      }
      if (accepted == 0) {
        return saidNothing();
      }
      sent += accepted;
      conversing.silence().sent();
      standsSinceNanos = 0;
      mayGoOnNanos = pauseBehind(sent, request);
      scriptState.moved(accepted);
      if (scriptState.hasHadItsShare()) {
        return Performed.AGAIN;
      }
    }
    return Performed.DONE;
  }

  /**
   * Waits because the kernel accepts nothing more for now. If the server waits for us to read as
   * well, that lasts for ever.
   */
  private Performed saidNothing() {
    Records records = connection.records();
    if (records != null && connection.hasSentAll()) {
      // TLS wants to read first.
      conversing.takeIn();
      return scriptState.awaitSocket(
          Interest.INPUT, System.nanoTime() + Conversing.LOOK_AGAIN.toNanos());
    }
    long unread =
        dialogue.writing() == Writing.READ_WHILE_WRITING ? -1 : connection.kernel().unread();
    if (unread < 0) {
      return scriptState.awaitSocket(whileSaying(true));
    }
    long now = System.nanoTime();
    // No descriptor reports what arrives while nobody reads.
    long lookAgain = now + Conversing.LOOK_AGAIN.toNanos();
    if (unread == 0 || connection.kernel().peerHalfClosed()) {
      standsSinceNanos = 0;
      return scriptState.awaitSocket(whileSaying(true), lookAgain);
    }
    long left = connection.kernel().untakenBytes();
    boolean moved = left != lastLeft;
    lastLeft = left;
    standsSinceNanos = standsSinceNanos == 0 || moved ? now : standsSinceNanos;
    // Where it could still send, it may only be slow, and read on.
    return standsFor(now, Duration.ZERO) && connection.kernel().windowClosed()
        ? conversing.stopAt(Phase.SEND, StopReason.BOTH_BLOCKED_WRITING)
        : scriptState.awaitSocket(whileSaying(true), lookAgain);
  }

  /**
   * Whether nothing more was taken for the silence, and for this long, while bytes of the server
   * lay unread.
   */
  private boolean standsFor(long now, Duration atLeast) {
    long stands = now - standsSinceNanos;
    return standsSinceNanos != 0
        && stands >= dialogue.silence().toNanos()
        && stands >= atLeast.toNanos();
  }

  private Interest whileSaying(boolean blocked) {
    boolean reads = dialogue.writing() == Writing.READ_WHILE_WRITING && !state.inputOver();
    return blocked
        ? reads ? Interest.BOTH : Interest.OUTPUT
        : reads ? Interest.INPUT : Interest.ERRORS_ONLY;
  }

  /** Whether to wait for the server's answer to the head, which may make the body unnecessary. */
  private boolean mustWaitForContinue() {
    long now = System.nanoTime();
    if (continueUntilNanos == 0) {
      continueUntilNanos =
          Math.min(scriptState.deadlineNanos, now + LONGEST_WAIT_FOR_CONTINUE.toNanos());
    }
    return !reader.answered()
        && !state.inputOver()
        && now < continueUntilNanos
        && !scriptState.signals.cancelled();
  }

  private long send(RequestBytes request) {
    if (sent == request.length()) {
      // Only the rest of a record is to be sent, which was tried.
      return 0;
    }
    Integer chunk = dialogue.chunkBytes();
    long wanted = sendsTo - sent;
    if (chunk != null) {
      wanted = Math.min(wanted, chunk - sent % chunk);
    }
    ByteBuffer outgoing = buffers.outgoing();
    outgoing.clear().limit((int) Math.min(wanted, outgoing.capacity()));
    request.copy(sent, outgoing);
    return connection.send(outgoing.flip());
  }

  private long pauseBehind(long at, RequestBytes request) {
    Integer chunk = dialogue.chunkBytes();
    boolean pause =
        chunk != null && dialogue.pauseMillis() > 0 && at % chunk == 0 && at < request.length();
    return pause ? System.nanoTime() + dialogue.pause().toNanos() : 0;
  }

  /** Asks how much of what was sent the server had taken when it ended while more is sent to it. */
  private void noteWhatWasTakenByTheEnd() {
    if (!endNoted && state.endOfStream()) {
      endNoted = true;
      connection.kernel().unacknowledged();
    }
  }

  /** Notes an answer that has arrived and isn't read yet. */
  private void noteUnreadArrival() {
    if (!conversing.hasArrived()
        && dialogue.writing() != Writing.READ_WHILE_WRITING
        && bannerBytes == 0
        && connection.records() == null
        && connection.kernel().readable()) {
      conversing.noteArrival();
    }
  }
}

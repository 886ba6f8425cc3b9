package net.teardown.script;

import java.nio.ByteBuffer;
import java.time.Duration;
import net.teardown.experiment.evidence.Phase;
import net.teardown.experiment.evidence.StopReason;
import net.teardown.experiment.spec.ServerDialogue;
import net.teardown.experiment.spec.Writing;
import net.teardown.script.ScriptState.Performed;
import net.teardown.socket.Interest;

/** Says a message to a server: how far it has come, and what it waits for. */
final class Saying {

  /** RFC 9110 10.1.1: a client isn't to wait for a 100 (Continue) without end. */
  private static final Duration LONGEST_WAIT_FOR_CONTINUE = Duration.ofSeconds(1);

  private final ScriptState play;
  private final Conversing conversing;
  private final Connection connection;
  private final EndState state;
  private final ServerDialogue dialogue;
  private final RequestBytes message;
  private final ReplyReader incoming;
  private final Buffers buffers;

  private long bannerBytes = -1;
  private long said;
  private long saysTo;
  private long mayGoOnNanos;
  private long standsSinceNanos;
  private long continueUntilNanos;
  private boolean bodyWithheld;

  /**
   * @param conversing takes in what comes meanwhile
   */
  Saying(
      ScriptState play,
      Conversing conversing,
      RequestBytes message,
      ReplyReader incoming,
      Buffers buffers) {
    this.play = play;
    this.conversing = conversing;
    this.connection = play.connection;
    this.state = play.state;
    this.dialogue = play.script.dialogue();
    this.message = message;
    this.incoming = incoming;
    this.buffers = buffers;
  }

  /** How much there is to say, in bytes. */
  long length() {
    return message.length();
  }

  /** What was there before the first byte was sent, in bytes; below 0 before it is known. */
  long bannerBytes() {
    return bannerBytes;
  }

  /** Whether the answer came before the body, which was then kept back. */
  boolean bodyWithheld() {
    return bodyWithheld;
  }

  /** Says the message, and takes in meanwhile what its manner of writing lets it. */
  Performed say() {
    if (bannerBytes < 0) {
      // What is there before the first byte is sent can't be an answer to it.
      bannerBytes =
          message.length() == 0 ? Long.MAX_VALUE : Math.max(0, connection.kernel().unread());
      incoming.banner(bannerBytes);
      saysTo = message.waitsAt();
    }
    while (said < message.length()) {
      if (dialogue.writing() == Writing.READ_WHILE_WRITING || said == saysTo) {
        conversing.takeIn();
      }
      if (said == saysTo && saysTo < message.length()) {
        if (mustWaitForContinue()) {
          return play.awaitSocket(Interest.INPUT, continueUntilNanos);
        }
        bodyWithheld = incoming.answeredFinally() || state.inputOver();
        if (bodyWithheld) {
          return Performed.DONE;
        }
        saysTo = message.length();
      }
      noteUnreadArrival();
      if (play.isOver()) {
        return conversing.stopAt(Phase.SEND, StopReason.DEADLINE);
      }
      if (System.nanoTime() < mayGoOnNanos && !connection.kernel().broken()) {
        return play.awaitSocket(whileSaying(false), mayGoOnNanos);
      }
      long accepted = send();
      if (accepted < 0) {
        return dialogue.writing() == Writing.STOP_AT_ERROR
            ? conversing.stopWriting()
            : Performed.DONE;
      }
      if (accepted == 0) {
        return saidNothing();
      }
      said += accepted;
      standsSinceNanos = 0;
      mayGoOnNanos = pauseBehind(said);
      play.moved(accepted);
      if (play.hasHadItsShare()) {
        return Performed.AGAIN;
      }
    }
    return Performed.DONE;
  }

  /** Nothing more is accepted for now; for good where the server waits for us to read, too. */
  private Performed saidNothing() {
    if (dialogue.writing() == Writing.READ_WHILE_WRITING
        || connection.kernel().unread() <= 0
        || connection.kernel().peerHalfClosed()) {
      return play.awaitSocket(whileSaying(true));
    }
    long now = System.nanoTime();
    standsSinceNanos = standsSinceNanos == 0 ? now : standsSinceNanos;
    long untilNanos = standsSinceNanos + dialogue.silence().toNanos();
    return now >= untilNanos
        ? conversing.stopAt(Phase.SEND, StopReason.BOTH_BLOCKED_WRITING)
        : play.awaitSocket(whileSaying(true), untilNanos);
  }

  private Interest whileSaying(boolean blocked) {
    boolean reads = dialogue.writing() == Writing.READ_WHILE_WRITING && !state.inputOver();
    return blocked
        ? reads ? Interest.BOTH : Interest.OUTPUT
        : reads ? Interest.INPUT : Interest.ERRORS_ONLY;
  }

  /**
   * Whether the server's word on the head, which its answer may make all there is to say, lacks.
   */
  private boolean mustWaitForContinue() {
    long now = System.nanoTime();
    if (continueUntilNanos == 0) {
      continueUntilNanos = Math.min(play.deadlineNanos, now + LONGEST_WAIT_FOR_CONTINUE.toNanos());
    }
    return !incoming.answered()
        && !state.inputOver()
        && now < continueUntilNanos
        && !play.cues.cancelled();
  }

  private long send() {
    Integer chunk = dialogue.chunkBytes();
    long wanted = saysTo - said;
    if (chunk != null) {
      wanted = Math.min(wanted, chunk - said % chunk);
    }
    ByteBuffer outgoing = buffers.outgoing();
    outgoing.clear().limit((int) Math.min(wanted, outgoing.capacity()));
    message.copy(said, outgoing);
    return connection.send(outgoing.flip());
  }

  private long pauseBehind(long at) {
    Integer chunk = dialogue.chunkBytes();
    boolean pause =
        chunk != null && dialogue.pauseMillis() > 0 && at % chunk == 0 && at < message.length();
    return pause ? System.nanoTime() + dialogue.pause().toNanos() : 0;
  }

  /** An answer that waits to be read has come in too. */
  private void noteUnreadArrival() {
    if (!conversing.hasArrived()
        && dialogue.writing() != Writing.READ_WHILE_WRITING
        && bannerBytes == 0
        && connection.kernel().readable()) {
      conversing.noteArrival();
    }
  }
}

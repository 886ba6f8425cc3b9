package net.teardown.experiment.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What came of one turn of a conversation. A turn that wasn't reached has none.
 *
 * @param turn its index in the spec, from 0
 * @param ended how it ended
 * @param saidBytes bytes that this end's kernel accepted in it
 * @param acknowledgedBytes how many of these the other end's kernel had acknowledged when the turn
 *     ended; null where this kernel doesn't say
 * @param unacknowledgedBytes of all bytes accepted so far, those that weren't acknowledged then;
 *     null likewise
 * @param notSentBytes of these, those that waited to be sent for the first time ({@code
 *     tcpi_notsent_bytes}); null likewise
 * @param retransmits segments sent again so far ({@code tcpi_total_retrans}); null likewise
 * @param heardBytes bytes that it heard
 * @param head the first line of them, or the one that it waited for; printable, at most 256
 *     characters; null if nothing was heard
 * @param atMicros when it began, on the run's time line
 * @param tookMicros from its beginning to its end
 */
public record TurnTaken(
    int turn,
    Ended ended,
    long saidBytes,
    @Nullable Long acknowledgedBytes,
    @Nullable Long unacknowledgedBytes,
    @Nullable Long notSentBytes,
    @Nullable Long retransmits,
    long heardBytes,
    @Nullable String head,
    long atMicros,
    long tookMicros) {

  /** How a turn ended. */
  public enum Ended {
    /** What it waited to hear has come. */
    MET,
    /** Its time was up, and what had come wasn't that; or a line was too long to be looked at. */
    UNMET,
    /** Its time was up, and nothing had come. */
    SILENCE,
    /** The stream ended first. */
    END,
    /** A reset came first. */
    RESET,
    /** The run's deadline came first, or the connection was given up. */
    DEADLINE,
    /** It was said, waited or half-closed. */
    DONE;

    /** Whether the turn did what it was to do. */
    public boolean asMeant() {
      return switch (this) {
        case MET, DONE -> true;
        case UNMET, SILENCE, END, RESET, DEADLINE -> false;
      };
    }
  }

  /** When it ended, on the run's time line. */
  public long untilMicros() {
    return atMicros + tookMicros;
  }

  /** The same with what it heard shown like this. */
  public TurnTaken withHead(@Nullable String shown) {
    return new TurnTaken(
        turn,
        ended,
        saidBytes,
        acknowledgedBytes,
        unacknowledgedBytes,
        notSentBytes,
        retransmits,
        heardBytes,
        shown,
        atMicros,
        tookMicros);
  }
}

package net.teardown.experiment.spec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that is said to, or heard from, a server, in the order of a conversation. */
public sealed interface Turn {

  /**
   * Sends a payload.
   *
   * @param what the payload; an empty Host field stands for the target's
   * @param times how often it is sent, one behind the other; at least 1, and no more than {@link
   *     SpecFields#MAX_BYTES} in all
   * @param secret whether only the payload's length is stored and shown
   * @param expand whether the payload is a text that refers to groups of the last {@link
   *     Heard.MatchingLine}, see {@link LineMatch#expanded}
   */
  record Say(Request what, int times, boolean secret, boolean expand) implements Turn {

    /** The same with the target's name in place of an empty Host field. */
    Say to(Target target) {
      return what instanceof Request.Http http && http.host().isEmpty()
          ? new Say(http.withHost(target.authority()), times, secret, expand)
          : this;
    }

    @Override
    public Turn masked() {
      Request shown = secret ? Request.Withheld.of(what) : what.masked();
      return shown.equals(what) ? this : new Say(shown, times, secret, expand);
    }
  }

  /**
   * Receives until this was heard. If it isn't, the conversation ends.
   *
   * @param withinMillis how long that may take, 1 to {@link SpecFields#MAX_MILLIS}; null for as
   *     long as the run may
   */
  record Hear(Heard what, @Nullable Integer withinMillis) implements Turn {}

  /** Says nothing for this long, 0 to {@link SpecFields#MAX_MILLIS}, and reads nothing. */
  record Pause(int pauseMillis) implements Turn {

    /** {@link #pauseMillis} as a duration. */
    public Duration pause() {
      return Duration.ofMillis(pauseMillis);
    }
  }

  /** From now on TLS is spoken. */
  record StartTls(TlsTerms how) implements Turn {}

  /** {@code shutdown(SHUT_WR)}, in TLS behind a close_notify: nothing can be said any more. */
  record HalfClose() implements Turn {}

  /** This turn as it may be stored and shown, see {@link Masked}. */
  default Turn masked() {
    return this;
  }
}

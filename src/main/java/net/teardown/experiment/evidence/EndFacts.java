package net.teardown.experiment.evidence;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is judged by at one end. An {@link EndRecord} holds it for good; who has only just
 * made the run knows it without one.
 */
public interface EndFacts {

  /** Bytes its {@code recv} returned. */
  long bytesRead();

  /** Bytes its {@code send} accepted. */
  long bytesAccepted();

  /** The phase in which the deadline stopped it; null if it finished. */
  @Nullable Phase stoppedIn();

  /** The calls it made, in order. */
  List<Step> steps();

  /** What its kernel says afterwards; only the observer has it. */
  @Nullable Evidence evidence();

  /**
   * Whether something that this end sent stayed unacknowledged through enough retransmissions to
   * prove that no answer came, see {@link TcpCounts#unanswered()}. False too where its kernel
   * wasn't asked.
   */
  boolean unanswered();

  /** Whether a call of this kind is recorded as having succeeded. */
  default boolean succeededIn(Call call) {
    for (Step step : steps()) {
      if (step.call() == call && step.errno() == null) {
        return true;
      }
    }
    return false;
  }

  /** The symbols of all errors that its calls returned, in order. */
  default List<String> errors() {
    // No stream: this is on the way of every run, and most have no error.
    List<String> errors = null;
    for (Step step : steps()) {
      if (step.errno() != null) {
        errors = errors == null ? new ArrayList<>() : errors;
        errors.add(step.errno());
      }
    }
    return errors == null ? List.of() : errors;
  }

  /**
   * From the first call of this kind to the end of the last one, in microseconds; null if it made
   * none.
   */
  default @Nullable Long micros(Call call) {
    Step first = null;
    Step last = null;
    for (Step step : steps()) {
      if (step.call() == call) {
        first = first == null ? step : first;
        last = step;
      }
    }
    return first == null || last == null ? null : last.untilMicros() - first.atMicros();
  }

  /** Bytes its {@code send} accepted, with the one that ends a silence, which counts apart. */
  default long allBytesAccepted() {
    return bytesAccepted() + (succeededIn(Call.SEND_AFTER_IDLE) ? 1 : 0);
  }

  /** Whether this end's {@code close(2)} is recorded as having succeeded. */
  default boolean closed() {
    return succeededIn(Call.CLOSE);
  }

  /** The first error of a call of this kind; null if it never failed. */
  default @Nullable String firstErrorOf(Call call) {
    for (Step step : steps()) {
      if (step.call() == call && step.errno() != null) {
        return step.errno();
      }
    }
    return null;
  }
}

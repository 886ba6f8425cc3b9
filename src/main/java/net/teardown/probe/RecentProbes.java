package net.teardown.probe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.teardown.experiment.evidence.EndRecord;
import net.teardown.experiment.outcome.Ends;
import net.teardown.experiment.outcome.ServerReport;
import org.springframework.stereotype.Component;

/**
 * Remembers the last probes that were asked for, and of those before them the last that failed,
 * until this instance stops. Both are bounded by number and by memory. A result is kept as it is:
 * nothing is written of a probe that nobody looks at.
 */
@Component
public class RecentProbes {

  /** How many are remembered, and how many failed ones of those before them. */
  public static final int MOST = 100;

  /** How much memory either takes, by estimate. */
  static final int MOST_BYTES = 2 * 1024 * 1024;

  /** An estimate of an outcome without what varies in length. */
  private static final int BASE_BYTES = 4096;

  private static final int STEP_BYTES = 80;

  /**
   * A probe.
   *
   * @param number from 1, in the order in which the probes ended
   */
  public record Remembered(long number, ProbeResult result) {}

  // Guarded by this.
  private final Bounded last = new Bounded();
  private final Bounded failed = new Bounded();
  private long count;

  RecentProbes() {}

  /** Remembers a probe that has just ended. */
  public void add(ProbeResult result) {
    int bytes = bytes(result);
    synchronized (this) {
      for (Entry gone : last.add(new Entry(new Remembered(++count, result), bytes))) {
        if (!gone.probe().result().success()) {
          failed.add(gone);
        }
      }
    }
  }

  /** All that are remembered, the newest first. */
  public synchronized List<Remembered> all() {
    List<Remembered> all = new ArrayList<>();
    for (Bounded part : List.of(last, failed)) {
      Iterator<Entry> newestFirst = part.entries.descendingIterator();
      newestFirst.forEachRemaining(entry -> all.add(entry.probe()));
    }
    return all;
  }

  /** The probe of this number; empty if it is forgotten, or there was none. */
  public synchronized Optional<Remembered> numbered(long number) {
    return Stream.of(last, failed)
        .flatMap(part -> part.entries.stream())
        .map(Entry::probe)
        .filter(probe -> probe.number() == number)
        .findFirst();
  }

  private record Entry(Remembered probe, int bytes) {}

  /** Entries, the oldest first, as long as they are within both bounds. */
  private static final class Bounded {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    /** Adds an entry, and removes and returns the oldest ones if there are too many by now. */
    List<Entry> add(Entry entry) {
      entries.addLast(entry);
      bytes += entry.bytes();
      List<Entry> gone = new ArrayList<>(1);
      while (entries.size() > MOST || bytes > MOST_BYTES) {
        Entry oldest = entries.removeFirst();
        bytes -= oldest.bytes();
        gone.add(oldest);
      }
      return gone;
    }
  }

  /** An estimate of the memory that a result holds alone, in bytes; at least that in lengths. */
  static int bytes(ProbeResult result) {
    Ends ends = result.outcome().ends();
    String detail = result.experiment().detail();
    return BASE_BYTES
        + bytes(ends.initiator())
        + ends.other().map(RecentProbes::bytes).orElse(0)
        + 2 * result.target().length()
        + 2 * (detail == null ? 0 : detail.length())
        + 2 * ends.server().map(ServerReport::head).map(String::length).orElse(0);
  }

  private static int bytes(EndRecord end) {
    return STEP_BYTES * end.steps().size();
  }
}

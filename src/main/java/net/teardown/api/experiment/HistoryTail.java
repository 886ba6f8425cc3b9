package net.teardown.api.experiment;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.ExperimentsKept;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outcomes that this instance kept last, for those who follow the history. All of them read
 * from one bounded list, each at its own pace, so whoever reads slowly misses some, and costs
 * neither memory nor anybody's time. Only what somebody follows is written and held.
 */
@Component
class HistoryTail {

  /** The most outcomes that are held. */
  static final int MOST = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryTail.class);

  /** The most characters that are held: a spec may have long texts. */
  private static final int MOST_CHARACTERS = 4 << 20;

  /** The most outcomes that a follower gets at once. */
  private static final int AT_ONCE = 100;

  private final JsonMapper mapper;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private final Deque<Line> lines = new ArrayDeque<>();
  private long end;
  private int characters;

  HistoryTail(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** An outcome without its steps, as it is told to these followers. */
  private record Line(long number, Told told, List<Follower> followers) {}

  private record Wanted(Experiment made, List<Follower> followers) {}

  /**
   * An outcome as it is told.
   *
   * @param id under which it is kept
   * @param json its view without steps, in one line
   */
  record Told(String id, String json) {}

  /**
   * What came since a follower asked last.
   *
   * @param missed whether some of what came is no longer held
   */
  record News(List<Told> told, boolean missed) {}

  /** Begins to follow what is kept from now on. */
  Follower follow(ExperimentFilter filter) {
    synchronized (this) {
      Follower follower = new Follower(filter, end);
      followers.add(follower);
      return follower;
    }
  }

  /** Never throws: what this tells of is kept already. */
  @EventListener
  void kept(ExperimentsKept event) {
    if (followers.isEmpty()) {
      return;
    }
    try {
      tell(event);
    } catch (RuntimeException e) {
      LOG.error("what was kept can't be told to those who follow the history", e);
      hold(event.experiments().size(), List.of());
    }
  }

  private void tell(ExperimentsKept event) {
    List<Wanted> wanted = new ArrayList<>();
    for (Experiment made : event.experiments()) {
      List<Follower> those =
          followers.stream()
              .filter(each -> each.filter.accepts(made.outcome(), event.campaign()))
              .toList();
      if (!those.isEmpty()) {
        wanted.add(new Wanted(made, those));
      }
    }
    if (!wanted.isEmpty()) {
      int tooMany = Math.max(0, wanted.size() - MOST);
      List<Line> lines = new ArrayList<>();
      for (Wanted each : wanted.subList(tooMany, wanted.size())) {
        lines.add(new Line(0, told(each.made()), each.followers()));
      }
      hold(tooMany, lines);
    }
  }

  private Told told(Experiment made) {
    return new Told(
        String.valueOf(made.id()), mapper.writeValueAsString(OutcomeView.of(made.withoutSteps())));
  }

  private synchronized void hold(int passedOver, List<Line> more) {
    end += passedOver;
    for (Line line : more) {
      lines.add(new Line(end++, line.told(), line.followers()));
      characters += line.told().json().length();
    }
    while (lines.size() > MOST || characters > MOST_CHARACTERS) {
      characters -= lines.remove().told().json().length();
    }
    notifyAll();
  }

  /** Somebody who follows the history. */
  final class Follower implements AutoCloseable {

    private final ExperimentFilter filter;

    // Guarded by the tail.
    private long from;

    private Follower(ExperimentFilter filter, long from) {
      this.filter = filter;
      this.from = from;
    }

    /**
     * Waits for news.
     *
     * @return nothing if there are none within that time
     * @throws InterruptedException if the service stops
     */
    News next(Duration atMost) throws InterruptedException {
      synchronized (HistoryTail.this) {
        if (from == end) {
          HistoryTail.this.wait(atMost.toMillis());
        }
        Line first = lines.peek();
        boolean missed = from < (first == null ? end : first.number());
        List<Told> told = new ArrayList<>();
        for (Line line : lines) {
          if (line.number() >= from && told.size() < AT_ONCE) {
            // A gap is what was too much to be held.
            missed |= line.number() > from;
            from = line.number() + 1;
            if (line.followers().contains(this)) {
              told.add(line.told());
            }
          }
        }
        return new News(told, missed);
      }
    }

    /** Follows no longer. */
    @Override
    public void close() {
      synchronized (HistoryTail.this) {
        followers.remove(this);
        if (followers.isEmpty()) {
          lines.clear();
          characters = 0;
        }
      }
    }
  }
}

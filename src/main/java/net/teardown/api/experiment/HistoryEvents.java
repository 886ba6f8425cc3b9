package net.teardown.api.experiment;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import net.teardown.api.http.EventStream;
import net.teardown.api.http.Watchers;
import net.teardown.experiment.outcome.ExperimentFilter;
import org.springframework.stereotype.Component;

/** Streams the outcomes that this instance keeps as server-sent events, right after each commit. */
@Component
class HistoryEvents {

  /** The id of an event is that of its experiment; events of what was missed have none. */
  private static final String KEPT = "kept";

  private static final String MISSED = "missed";

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /**
   * How long a caller waits at least between two looks. Whoever keeps an outcome wakes those who
   * wait; at many outcomes a second it has to do so only this often.
   */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Watchers watchers;
  private final HistoryTail tail;

  HistoryEvents(Watchers watchers, HistoryTail tail) {
    this.watchers = watchers;
    this.tail = tail;
  }

  /**
   * Writes events until the caller has disconnected, or the service stops.
   *
   * @param reconnected whether the caller has followed before, and so may have missed some
   * @throws IOException if the caller has disconnected
   */
  void stream(ExperimentFilter filter, boolean reconnected, HttpServletResponse response)
      throws IOException {
    watchers.admit(() -> {
      try (HistoryTail.Follower follower = tail.follow(filter)) {
        follow(follower, reconnected, EventStream.begin(response));
      }
    });
  }

  private void follow(HistoryTail.Follower follower, boolean reconnected, EventStream events)
      throws IOException, InterruptedException {
    boolean missed = reconnected;
    while (watchers.isOpen()) {
      if (missed) {
        events.send(null, MISSED, "{\"missed\": true}");
      }
      HistoryTail.News news = follower.next(LONGEST_WAIT);
      for (HistoryTail.Told told : news.told()) {
        events.send(told.id(), KEPT, told.json());
      }
      missed = news.missed();
      events.beat();
      Thread.sleep(PAUSE);
    }
  }
}

package net.teardown.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.teardown.api.ApiJson;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.ExperimentsKept;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;

/** What followers of the history get, and what is held for them. */
class HistoryTailIT {

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final HistoryTail tail = new HistoryTail(ApiJson.mapper());

  private static Experiment made() {
    return Outcomes.reset().keptAs(UUID.randomUUID());
  }

  private List<String> keep(int many) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Experiment made = made();
      tail.kept(new ExperimentsKept(List.of(made), null));
      ids.add(String.valueOf(made.id()));
    }
    return ids;
  }

  private static List<String> ids(HistoryTail.News news) {
    return news.told().stream().map(HistoryTail.Told::id).toList();
  }

  @Test
  void whatWasKeptBeforeIsNotToldAndTheRestInItsOrder() throws Exception {
    try (HistoryTail.Follower first = tail.follow(ExperimentFilter.ALL)) {
      List<String> before = keep(2);
      try (HistoryTail.Follower second = tail.follow(ExperimentFilter.ALL)) {
        List<String> after = keep(3);

        assertThat(ids(second.next(AT_ONCE))).containsExactlyElementsOf(after);
        assertThat(second.next(AT_ONCE).told()).isEmpty();
        before.addAll(after);
        assertThat(ids(first.next(AT_ONCE))).containsExactlyElementsOf(before);
      }
    }
  }

  @Test
  void whoeverReadsTooSlowlyIsToldThatSomeAreMissing() throws Exception {
    try (HistoryTail.Follower slow = tail.follow(ExperimentFilter.ALL)) {
      List<String> kept = keep(HistoryTail.MOST + 10);

      HistoryTail.News news = slow.next(AT_ONCE);
      assertThat(news.missed()).isTrue();
      assertThat(ids(news)).hasSize(100).containsExactlyElementsOf(kept.subList(10, 110));
      assertThat(slow.next(AT_ONCE).missed()).isFalse();
    }
  }

  @Test
  void aCampaignThatKeepsMoreAtOnceThanIsHeldIsCutShort() throws Exception {
    try (HistoryTail.Follower follower = tail.follow(ExperimentFilter.ALL)) {
      List<Experiment> batch = new ArrayList<>();
      for (int i = 0; i < 2 * HistoryTail.MOST; i++) {
        batch.add(made());
      }
      tail.kept(new ExperimentsKept(batch, UUID.randomUUID()));

      int told = 0;
      boolean missed = false;
      for (HistoryTail.News news = follower.next(AT_ONCE);
          !news.told().isEmpty();
          news = follower.next(AT_ONCE)) {
        told += news.told().size();
        missed |= news.missed();
      }
      assertThat(told).isEqualTo(HistoryTail.MOST);
      assertThat(missed).isTrue();
    }
  }

  @Test
  void whatOthersFollowIsNeitherToldNorMissed() throws Exception {
    ExperimentFilter clean = new ExperimentFilter(Verdict.CLEAN_EOF, null, null, null, null);
    try (HistoryTail.Follower of = tail.follow(clean)) {
      keep(3);
      assertThat(of.next(AT_ONCE)).isEqualTo(new HistoryTail.News(List.of(), false));
      UUID campaign = UUID.randomUUID();
      Experiment made = Outcomes.cleanEof().keptAs(UUID.randomUUID());
      tail.kept(new ExperimentsKept(List.of(made), campaign));

      HistoryTail.News news = of.next(AT_ONCE);
      assertThat(ids(news)).containsExactly(String.valueOf(made.id()));
      assertThat(news.told().getFirst().json())
          .contains("CLEAN_EOF")
          .doesNotContain("\"steps\"", "\n");
    }
  }
}

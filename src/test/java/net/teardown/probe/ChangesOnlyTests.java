package net.teardown.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.teardown.experiment.outcome.Experiment;
import net.teardown.experiment.outcome.ExperimentFilter;
import net.teardown.experiment.outcome.Experiments;
import net.teardown.experiment.outcome.Outcome;
import net.teardown.experiment.outcome.Outcomes;
import net.teardown.experiment.spec.SpecDraft;
import net.teardown.experiment.terms.Environment;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests which outcomes of probes are kept. */
class ChangesOnlyTests {

  private static final Duration NEVER = Duration.ofDays(1);

  private static final ProbeModule CLOSES = module("tcp_close", false);
  private static final ProbeModule CONNECTS = module("tcp_connect", true);

  private final History history = new History();

  private static ProbeModule module(String name, boolean onceConnected) {
    return new ProbeModule(name, "A title", "A story.", SpecDraft.EMPTY, onceConnected);
  }

  private static void keep(ChangesOnly changes, String target, Outcome outcome) {
    changes.keepIfChanged(CLOSES, target, outcome, null);
  }

  @Test
  void anAnswerIsKeptWhenItIsAnotherOneThanBefore() {
    ChangesOnly changes = new ChangesOnly(history, NEVER, 10);
    for (int i = 0; i < 3; i++) {
      keep(changes, "a:1", Outcomes.cleanEof().outcome());
    }
    keep(changes, "a:1", Outcomes.reset().outcome());
    keep(changes, "b:1", Outcomes.reset().outcome());
    keep(changes, "a:1", Outcomes.reset().outcome());

    assertThat(history.kept)
        .extracting(Outcome::verdict)
        .containsExactly(Verdict.CLEAN_EOF, Verdict.RESET, Verdict.RESET);
  }

  /** Otherwise each flip between two orders of FINs would be a commit. */
  @Test
  void howAConnectionEndsIsNoNewsOfAModuleThatIsContentWithTheConnection() {
    ChangesOnly changes = new ChangesOnly(history, NEVER, 10);
    changes.keepIfChanged(CONNECTS, "a:1", Outcomes.cleanEof().outcome(), null);
    changes.keepIfChanged(CONNECTS, "a:1", Outcomes.reset().outcome(), null);
    changes.keepIfChanged(CONNECTS, "a:1", Outcomes.cleanEof().outcome(), ProbeFailure.DENIED);
    changes.keepIfChanged(CONNECTS, "a:1", Outcomes.reset().outcome(), null);

    assertThat(history.kept)
        .extracting(Outcome::verdict)
        .containsExactly(Verdict.CLEAN_EOF, Verdict.CLEAN_EOF, Verdict.RESET);
  }

  @Test
  void aFailureThatLastsIsKeptAgainAfterAWhile() {
    ChangesOnly changes = new ChangesOnly(history, Duration.ZERO, 10);
    for (int i = 0; i < 3; i++) {
      changes.keepIfChanged(CLOSES, "a:1", Outcomes.reset().outcome(), ProbeFailure.DENIED);
      keep(changes, "b:1", Outcomes.cleanEof().outcome());
    }

    assertThat(history.kept)
        .extracting(Outcome::verdict)
        .containsOnlyOnce(Verdict.CLEAN_EOF)
        .hasSize(4);
  }

  @Test
  void ofManyTargetsThoseThatWereAskedLastAreRemembered() {
    ChangesOnly changes = new ChangesOnly(history, NEVER, 100);
    for (int i = 0; i < 10_000; i++) {
      keep(changes, "a:" + i, Outcomes.cleanEof().outcome());
      keep(changes, "b:1", Outcomes.cleanEof().outcome());
    }
    assertThat(history.kept).hasSize(10_001);

    keep(changes, "a:1", Outcomes.cleanEof().outcome());
    assertThat(history.kept).hasSize(10_002);
  }

  @Test
  void whatCouldNotBeKeptIsNewsTheNextTime() {
    ChangesOnly changes = new ChangesOnly(history, NEVER, 10);
    keep(changes, "a:1", Outcomes.cleanEof().outcome());
    history.away = true;
    keep(changes, "a:1", Outcomes.reset().outcome());
    history.away = false;
    keep(changes, "a:1", Outcomes.reset().outcome());
    keep(changes, "a:1", Outcomes.reset().outcome());

    assertThat(history.kept)
        .extracting(Outcome::verdict)
        .containsExactly(Verdict.CLEAN_EOF, Verdict.RESET);
  }

  private static final class History implements Experiments {
    @Override
    public Optional<Environment> environment(String hash) {
      return Optional.empty();
    }

    private final List<Outcome> kept = new ArrayList<>();
    private boolean away;

    @Override
    public Experiment keep(Experiment made) {
      kept.add(made.outcome());
      return made;
    }

    @Override
    public boolean available() {
      return !away;
    }

    @Override
    public Optional<Experiment> find(UUID id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Page list(ExperimentFilter filter, int size, @Nullable String after) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<Verdict, Long> countByVerdict(ExperimentFilter filter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(UUID id) {
      throw new UnsupportedOperationException();
    }
  }
}

package net.teardown.campaign;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.teardown.campaign.RunOrder.Place;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.junit.jupiter.api.Test;

class RunOrderTests {

  private static final int REPETITIONS = 7;

  private final Plan plan =
      new Planner(Orders.MAPPER)
          .plan(
              Orders.of(
                  "{}",
                  Orders.axes(
                      entry("bytesSent", PlannerTests.range(1, 5)),
                      entry("bytesRead", PlannerTests.range(0, 5))),
                  REPETITIONS,
                  InvalidCells.SKIP));

  @Test
  void eachRepetitionGoesOverAllCellsOnceBeforeTheNextBegins() {
    List<Place> all = all(new RunOrder(plan, REPETITIONS, 4711));

    assertThat(all).hasSize((int) plan.total()).doesNotHaveDuplicates();
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      int now = repetition;
      int cells = plan.validCells();
      assertThat(all.subList(now * cells, (now + 1) * cells))
          .allSatisfy(place -> assertThat(place.repetition()).isEqualTo(now))
          .extracting(Place::cell)
          .containsExactlyInAnyOrder(
              plan.cells().stream()
                  .filter(c -> c.spec() != null)
                  .map(Cell::index)
                  .toArray(Integer[]::new));
    }
  }

  @Test
  void passesAreShuffledEachAnew() {
    List<Place> all = all(new RunOrder(plan, REPETITIONS, 4711));

    assertThat(cells(all, 0)).isNotEqualTo(cells(all, 1));
    assertThat(cells(all, 0)).isNotEqualTo(cells(all, 0).stream().sorted().toList());
  }

  @Test
  void theOrderFollowsFromTheSeed() {
    assertThat(all(new RunOrder(plan, REPETITIONS, 1)))
        .isEqualTo(all(new RunOrder(plan, REPETITIONS, 1)))
        .isNotEqualTo(all(new RunOrder(plan, REPETITIONS, 2)));
  }

  @Test
  void whatWasDoneIsNotDoneAgainAndTheRestKeepsItsOrder() {
    List<Place> all = all(new RunOrder(plan, REPETITIONS, 5));
    List<Place> done = List.of(all.get(0), all.get(3), all.get(44), all.getLast());
    RunOrder resumed = new RunOrder(plan, REPETITIONS, 5);
    done.forEach(place -> resumed.done(run(place)));

    List<Place> rest = new ArrayList<>(all);
    rest.removeAll(done);
    assertThat(all(resumed)).isEqualTo(rest);
  }

  static Run run(Place place) {
    return new Run(
        place.cell(),
        place.repetition(),
        Verdict.CLEAN_EOF,
        Delivery.NONE_SENT,
        null,
        true,
        null,
        null,
        Instant.EPOCH,
        20L,
        60,
        null);
  }

  private static List<Integer> cells(List<Place> all, int repetition) {
    return all.stream().filter(p -> p.repetition() == repetition).map(Place::cell).toList();
  }

  private static List<Place> all(RunOrder order) {
    List<Place> all = new ArrayList<>();
    for (Place place = order.next(); place != null; place = order.next()) {
      all.add(place);
    }
    return all;
  }
}

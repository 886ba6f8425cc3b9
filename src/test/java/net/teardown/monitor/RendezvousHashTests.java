package net.teardown.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousHashTests {

  private static final int MOST = 20;

  private final List<String> nodes =
      IntStream.range(0, 200).mapToObj("10.1.2.%d:8007"::formatted).toList();

  @Test
  void everyTargetIsWatchedByAboutAsMany() {
    Map<String, Integer> watchers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      List<String> chosen = RendezvousHash.choose("node-" + i, nodes, MOST);
      assertThat(chosen).hasSize(MOST).doesNotHaveDuplicates();
      chosen.forEach(target -> watchers.merge(target, 1, Integer::sum));
    }

    // Binomial: 20 on average; more than four standard deviations (4.2) away is one in 16,000.
    assertThat(watchers).hasSize(nodes.size());
    assertThat(watchers.values()).allSatisfy(count -> assertThat(count).isBetween(3, 37));
  }

  @Test
  void theChoiceIsTheSameWhateverTheOrder() {
    List<String> reversed = new ArrayList<>(nodes).reversed();

    assertThat(RendezvousHash.choose("node-1", reversed, MOST))
        .isEqualTo(RendezvousHash.choose("node-1", nodes, MOST));
  }

  @Test
  void aTargetThatGoesIsReplacedByOneAndNoOtherChanges() {
    Set<String> before = new HashSet<>(RendezvousHash.choose("node-1", nodes, MOST));
    String gone = before.iterator().next();
    List<String> left = nodes.stream().filter(node -> !node.equals(gone)).toList();
    Set<String> after = new HashSet<>(RendezvousHash.choose("node-1", left, MOST));

    after.removeAll(before);
    assertThat(after).hasSize(1);
  }

  @Test
  void fewerThanAllowedAreAllWatched() {
    assertThat(RendezvousHash.choose("node-1", nodes.subList(0, 3), MOST))
        .containsExactlyElementsOf(nodes.subList(0, 3));
  }
}

package net.teardown.monitor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Chooses which targets a vantage monitors if there are more than its limit: those with the highest
 * hash of both names (rendezvous hashing, Thaler and Ravishankar, 1998). Every target is then
 * monitored by about as many vantages, the vantages need no coordination, and a vantage that joins
 * or leaves changes little.
 */
final class RendezvousHash {

  private RendezvousHash() {}

  /** Chooses at most {@code most} targets, always the same ones for the same vantage. */
  static List<String> choose(String vantage, Collection<String> targets, int most) {
    if (targets.size() <= most) {
      return List.copyOf(targets);
    }
    Map<String, Long> weights =
        targets.stream()
            .distinct()
            .collect(Collectors.toMap(target -> target, target -> weight(vantage, target)));
    return weights.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static long weight(String vantage, String target) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((vantage + "\n" + target).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every platform has it", e);
    }
  }
}

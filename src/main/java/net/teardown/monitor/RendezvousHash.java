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
 * Which targets a vantage watches where there are more than it may: those with the highest hash of
 * both names (Thaler and Ravishankar, 1998). So every target is watched by about as many, nobody
 * has to agree with anybody, and one that comes or goes changes little.
 */
final class RendezvousHash {

  private RendezvousHash() {}

  /** At most so many of these, always the same for the same vantage. */
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

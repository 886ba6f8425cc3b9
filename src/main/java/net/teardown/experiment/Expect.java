package net.teardown.experiment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller counts as met, for a pipeline to go by; it reaches neither judge nor oracle. What
 * isn't said is met by anything.
 *
 * @param verdicts any of these; empty for any at all
 * @param deliveries any of these; empty for any at all
 * @param httpStatus any of these, 100 to 599; empty for any at all
 */
@Schema(description = "What counts as met: any of the values of each list that is given")
public record Expect(
    @Schema(description = "Any of these; any at all if left out", example = "[\"CLEAN_EOF\"]")
        Set<Verdict> verdicts,
    @Schema(description = "Any of these; any at all if left out", example = "[\"WHOLE\"]")
        Set<Delivery> deliveries,
    @Schema(description = "Any of these; any at all if left out", example = "[413]")
        Set<Integer> httpStatus) {

  private static final int LEAST_STATUS = 100;
  private static final int MOST_STATUS = 599;

  @SuppressWarnings("NullAway") // the wire leaves out what isn't said
  public Expect {
    verdicts = verdicts == null ? Set.of() : ordered(verdicts, Verdict.class);
    deliveries = deliveries == null ? Set.of() : ordered(deliveries, Delivery.class);
    httpStatus =
        httpStatus == null
            ? Set.of()
            : Collections.unmodifiableSet(new LinkedHashSet<>(httpStatus));
  }

  /** Whether this outcome is one that was expected. */
  public boolean isMetBy(Outcome outcome) {
    return any(verdicts, outcome.verdict())
        && any(deliveries, outcome.delivery())
        && any(httpStatus, status(outcome));
  }

  /**
   * @throws InvalidSpec if it can't be met by anything, or says nothing
   */
  void check() {
    if (verdicts.isEmpty() && deliveries.isEmpty() && httpStatus.isEmpty()) {
      throw new InvalidSpec(
          List.of(
              new InvalidSpec.Violation(
                  "expect", "must say at least one of 'verdicts', 'deliveries', 'httpStatus'")));
    }
    if (httpStatus.stream().anyMatch(status -> status < LEAST_STATUS || status > MOST_STATUS)) {
      throw new InvalidSpec(
          List.of(
              new InvalidSpec.Violation(
                  "expect.httpStatus",
                  "must be %d to %d, such as [413]".formatted(LEAST_STATUS, MOST_STATUS))));
    }
  }

  private static @Nullable Integer status(Outcome outcome) {
    ServerReport server = outcome.server();
    return server == null || server.http() == null ? null : server.http().status();
  }

  private static <T> boolean any(Set<T> expected, @Nullable T value) {
    return expected.isEmpty() || (value != null && expected.contains(value));
  }

  private static <E extends Enum<E>> Set<E> ordered(Set<E> values, Class<E> type) {
    Set<E> ordered = EnumSet.noneOf(type);
    ordered.addAll(values);
    return Collections.unmodifiableSet(ordered);
  }
}

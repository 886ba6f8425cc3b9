package net.teardown.campaign;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.teardown.experiment.spec.Masked;
import net.teardown.experiment.spec.SpecDraft;
import org.jspecify.annotations.Nullable;

/**
 * A campaign: its order and its progress. Its cells follow from the order alone; see {@link Plan}.
 *
 * @param id UUIDv7, made by the instance that it was posted to
 * @param base what all cells have in common
 * @param axes the values of each field that varies, by the field's name; null leaves the field out;
 *     the order of the fields matters, the last one varies fastest
 * @param bisect how one of the axes is searched, whose values are those tried so far; null if none
 *     is
 * @param repetitions runs per cell
 * @param ratePerSecond the most runs that are begun in a second; null for no limit of its own
 * @param invalidCells how to treat points that the rules refuse
 * @param seed determines the order of the runs
 * @param createdAt to the microsecond, as the other two
 * @param vantage the name of the instance that runs it
 * @param instance the id of the process that holds it, new at each start
 * @param status its status
 * @param total how many runs there will be
 * @param done how many runs are stored: exactly the number of rows
 * @param message the recorded reason of its status, for a person; null if there is none
 * @param startedAt when its first run was about to begin; null before
 * @param finishedAt when it reached a status that isn't active; null before, and again after a
 *     resumption
 */
public record Campaign(
    UUID id,
    @Nullable String label,
    SpecDraft base,
    Map<String, List<@Nullable Object>> axes,
    @Nullable Bisection bisect,
    int repetitions,
    @Nullable Double ratePerSecond,
    InvalidCells invalidCells,
    long seed,
    Instant createdAt,
    String vantage,
    UUID instance,
    Status status,
    long total,
    long done,
    @Nullable String message,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  static final String NOT_RESUMABLE =
      "It can't be resumed: values of %s are never kept. Post it anew".formatted(Masked.FIELDS);

  public Campaign {
    Map<String, List<@Nullable Object>> copy = new LinkedHashMap<>();
    axes.forEach(
        (field, values) -> copy.put(field, Collections.unmodifiableList(new ArrayList<>(values))));
    axes = Collections.unmodifiableMap(copy);
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    startedAt = startedAt == null ? null : startedAt.truncatedTo(ChronoUnit.MICROS);
    finishedAt = finishedAt == null ? null : finishedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * This campaign with everything masked that must not be stored or shown, see {@link Masked}; not
   * to be run.
   */
  public Campaign masked() {
    return with(base.masked(), maskedAxes(), total);
  }

  /** This campaign with one more value of the axis that is searched. */
  Campaign grown(int value) {
    String searched = Objects.requireNonNull(bisect).axis();
    List<@Nullable Object> tried = new ArrayList<>(axes.getOrDefault(searched, List.of()));
    tried.add(value);
    Map<String, List<@Nullable Object>> more = new LinkedHashMap<>(axes);
    more.put(searched, tried);
    return with(base, more, total + repetitions);
  }

  /** This campaign with the values of the axis that is searched as another one has them. */
  Campaign asFarAs(Campaign other) {
    Map<String, List<@Nullable Object>> more = new LinkedHashMap<>(axes);
    if (bisect != null) {
      more.put(bisect.axis(), other.axes.getOrDefault(bisect.axis(), List.of()));
    }
    return with(base, more, other.total);
  }

  private Campaign with(
      SpecDraft itsBase, Map<String, List<@Nullable Object>> itsAxes, long itsTotal) {
    return new Campaign(
        id,
        label,
        itsBase,
        itsAxes,
        bisect,
        repetitions,
        ratePerSecond,
        invalidCells,
        seed,
        createdAt,
        vantage,
        instance,
        status,
        itsTotal,
        done,
        message,
        startedAt,
        finishedAt);
  }

  /** Whether it holds values that are never stored, or their masks, see {@link Masked}. */
  public boolean hides() {
    return base.hides() || Axis.read(axes).stream().anyMatch(Axis::hides);
  }

  /**
   * The reason of its status, and why it can't be resumed from there, for a person; null if there
   * is none.
   */
  public @Nullable String why() {
    if (!status.resumable() || !hides()) {
      return message;
    }
    return message == null ? NOT_RESUMABLE : "%s. %s".formatted(message, NOT_RESUMABLE);
  }

  private Map<String, List<@Nullable Object>> maskedAxes() {
    Map<String, List<@Nullable Object>> masked = new LinkedHashMap<>(axes);
    Axis.read(axes).forEach(axis -> masked.put(axis.name(), axis.shown()));
    return masked;
  }
}

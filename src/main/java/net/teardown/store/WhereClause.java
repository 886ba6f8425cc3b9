package net.teardown.store;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.teardown.experiment.outcome.ExperimentFilter;
import org.jspecify.annotations.Nullable;

/**
 * The SQL {@code where} clause for a filter and a cursor.
 *
 * @param where {@code where ...}, or empty for all rows
 * @param parameters the values of its placeholders, in order
 */
record WhereClause(String where, List<Object> parameters) {

  /** The rows that match the filter and come after the cursor, newest first. */
  static WhereClause of(ExperimentFilter filter, @Nullable Cursor after) {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    if (filter.verdict() != null) {
      conditions.add("verdict = ?");
      parameters.add(filter.verdict().name());
    }
    if (filter.targetHost() != null) {
      conditions.add("target_host = ?");
      parameters.add(filter.targetHost());
    }
    if (filter.label() != null) {
      conditions.add("label = ?");
      parameters.add(filter.label());
    }
    if (filter.asPredicted() != null) {
      conditions.add("as_predicted = ?");
      parameters.add(filter.asPredicted());
    }
    if (filter.campaign() != null) {
      conditions.add("campaign = ?");
      parameters.add(filter.campaign());
    }
    if (filter.from() != null) {
      conditions.add("started_at >= ?");
      parameters.add(StoredTime.bound(filter.from()));
    }
    if (filter.to() != null) {
      conditions.add("started_at < ?");
      parameters.add(StoredTime.bound(filter.to()));
    }
    if (after != null) {
      OffsetDateTime startedAt = StoredTime.of(after.startedAt());
      // The first condition is redundant, but H2 can look it up in an index.
      conditions.add("started_at <= ? and (started_at, id) < (?, ?)");
      parameters.addAll(List.of(startedAt, startedAt, after.id()));
    }
    return new WhereClause(
        conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions), parameters);
  }

  /**
   * The column whose index is read, the most selective first; {@code time} if no filter is set. H2
   * uses an index only if the order begins with its first column, even if that column is constant.
   */
  static String leading(ExperimentFilter filter) {
    if (filter.campaign() != null) {
      return "campaign";
    } else if (filter.label() != null) {
      return "label";
    } else if (filter.targetHost() != null) {
      return "target_host";
    } else if (Boolean.FALSE.equals(filter.asPredicted())) {
      return "as_predicted";
    } else if (filter.verdict() != null) {
      return "verdict";
    } else {
      return filter.asPredicted() != null ? "as_predicted" : "time";
    }
  }

  /** Whether two filters or more are set. */
  static boolean several(ExperimentFilter filter) {
    return Stream.of(filter.label(), filter.targetHost(), filter.asPredicted(), filter.verdict())
            .filter(Objects::nonNull)
            .count()
        > 1;
  }

  /** These parameters and one more. */
  List<Object> and(Object parameter) {
    List<Object> all = new ArrayList<>(parameters);
    all.add(parameter);
    return all;
  }
}

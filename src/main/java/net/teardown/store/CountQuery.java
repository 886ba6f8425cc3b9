package net.teardown.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.teardown.experiment.outcome.ExperimentFilter;
import org.jspecify.annotations.Nullable;

/**
 * Counts experiments by verdict in one SQL statement, so that counts and changes are seen at the
 * same moment. Whole hours come from the counts; the rows before the first and after the last whole
 * hour are counted one by one. To count a million rows takes PostgreSQL 5 to 25 times as long
 * ({@code HistoryBenchIT}).
 *
 * @param sql a query that returns {@code verdict, kept}
 * @param parameters the values of its placeholders, in order
 */
record CountQuery(String sql, List<Object> parameters) {

  static CountQuery of(ExperimentFilter filter) {
    Instant from = filter.from();
    Instant to = filter.to();
    Instant first = from == null ? null : wholeHour(from, true);
    Instant last = to == null ? null : wholeHour(to, false);
    boolean hours = first == null || last == null || first.isBefore(last);
    List<String> parts = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    // A campaign keeps few outcomes, and no counts exist for them.
    if (filter.campaign() != null || !hours) {
      rows(filter, from, to, parts, parameters);
    } else {
      Dimension.Value value = Dimension.value(filter.label(), filter.targetHost());
      parts.add(
          "select verdict, kept from experiment_count where dimension = ? and of_what = ?"
              + inHours(filter, first, last));
      parameters.add(value.dimension().name());
      parameters.add(value.of());
      addHours(filter, first, last, parameters);
      parts.add(
          "select verdict, kept from experiment_change where 1 = 1"
              + inHours(filter, first, last)
              + (filter.label() == null ? "" : " and label = ?")
              + (filter.targetHost() == null ? "" : " and target_host = ?"));
      addHours(filter, first, last, parameters);
      if (filter.label() != null) {
        parameters.add(filter.label());
      }
      if (filter.targetHost() != null) {
        parameters.add(filter.targetHost());
      }
      if (from != null && first != null && from.isBefore(first)) {
        rows(filter, from, first, parts, parameters);
      }
      if (to != null && last != null && last.isBefore(to)) {
        rows(filter, last, to, parts, parameters);
      }
    }
    return new CountQuery(
        "select verdict, sum(kept) as kept from ("
            + String.join(" union all ", parts)
            + ") as found group by verdict",
        parameters);
  }

  private static void rows(
      ExperimentFilter filter,
      @Nullable Instant from,
      @Nullable Instant to,
      List<String> parts,
      List<Object> parameters) {
    WhereClause clause =
        WhereClause.of(
            new ExperimentFilter(
                filter.verdict(),
                filter.targetHost(),
                filter.label(),
                filter.asPredicted(),
                filter.campaign(),
                from,
                to),
            null);
    parts.add("select verdict, 1 as kept from experiment " + clause.where());
    parameters.addAll(clause.parameters());
  }

  private static String inHours(
      ExperimentFilter filter, @Nullable Instant first, @Nullable Instant last) {
    return (first == null ? "" : " and begins >= ?")
        + (last == null ? "" : " and begins < ?")
        + (filter.verdict() == null ? "" : " and verdict = ?")
        + (filter.asPredicted() == null ? "" : " and as_predicted = ?");
  }

  private static void addHours(
      ExperimentFilter filter,
      @Nullable Instant first,
      @Nullable Instant last,
      List<Object> parameters) {
    if (first != null) {
      parameters.add(StoredTime.bound(first));
    }
    if (last != null) {
      parameters.add(StoredTime.bound(last));
    }
    if (filter.verdict() != null) {
      parameters.add(filter.verdict().name());
    }
    if (filter.asPredicted() != null) {
      parameters.add(filter.asPredicted().toString());
    }
  }

  /**
   * Rounds up to the next whole hour, or down; a whole hour stays, and so does a bound that can't
   * be stored.
   */
  private static Instant wholeHour(Instant bound, boolean up) {
    if (!StoredTime.representable(bound)) {
      return bound;
    }
    Instant hour = bound.truncatedTo(ChronoUnit.HOURS);
    return up && hour.isBefore(bound) ? hour.plus(1, ChronoUnit.HOURS) : hour;
  }
}

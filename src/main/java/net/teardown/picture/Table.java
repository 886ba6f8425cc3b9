package net.teardown.picture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** A list with a row for each item, as text for a terminal or as comma-separated values. */
public final class Table {

  private static final String GAP = "  ";

  private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r\\n]");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");

  private final List<String> head;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  /**
   * @param head the name of each column
   */
  public Table(String... head) {
    this.head = List.of(head);
  }

  /**
   * Adds a row.
   *
   * @param values as many as there are columns; null where there is none
   * @return this table
   */
  public Table row(@Nullable Object... values) {
    if (values.length != head.size()) {
      throw new IllegalArgumentException(
          "%d columns, not %d".formatted(head.size(), values.length));
    }
    rows.add(new ArrayList<>(Arrays.asList(values)));
    return this;
  }

  /**
   * Each column as wide as its widest value; a dash stands where there is none.
   *
   * @param ascii plain ASCII
   */
  public String text(boolean ascii) {
    Glyphs glyphs = ascii ? Glyphs.ASCII : Glyphs.UNICODE;
    List<List<String>> lines = new ArrayList<>();
    lines.add(head);
    rows.forEach(row ->
        lines.add(
            row.stream()
                .map(value -> value == null ? "-" : glyphs.clean(value.toString()))
                .toList()));
    int[] widths = new int[head.size()];
    lines.forEach(line -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Wrap.columns(line.get(i)));
      }
    });
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        padded
            .append(line.get(i))
            .append(" ".repeat(widths[i] - Wrap.columns(line.get(i))))
            .append(GAP);
      }
      out.append(padded.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  /**
   * A value of a row of comma-separated values. A text that a spreadsheet would take for a formula
   * gets an apostrophe in front (OWASP, "CSV Injection"); numbers stay as they are.
   */
  public static @Nullable Object cell(@Nullable Object value) {
    return value instanceof String text
            && FORMULA.matcher(text).find()
            && !NUMBER.matcher(text).matches()
        ? "'" + text
        : value;
  }

  /** By RFC 4180; a value is empty where there is none. */
  public String csv() {
    StringBuilder out = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
      csv.printRecord(head);
      for (List<@Nullable Object> row : rows) {
        csv.printRecord(row.stream().map(Table::cell).toList());
      }
    } catch (IOException e) {
      throw new AssertionError("memory can be written", e);
    }
    return out.toString();
  }
}

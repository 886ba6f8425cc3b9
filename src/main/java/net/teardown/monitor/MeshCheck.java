package net.teardown.monitor;

import net.teardown.experiment.terms.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Checks another instance's answer about the mesh before it is shown. Other instances are not
 * trusted.
 */
final class MeshCheck {

  /** The answer has no valid row; the message says why. */
  static final class NoRow extends Exception {

    private static final long serialVersionUID = 1L;

    NoRow(String message) {
      super(message);
    }
  }

  private static final int MOST_CELLS = 10_000;
  private static final int LONGEST_NAME = 255;

  private MeshCheck() {}

  /** The first row of an answer, checked. */
  static Mesh.Row row(@Nullable Mesh answer) throws NoRow {
    if (answer == null || answer.rows().isEmpty()) {
      throw new NoRow("its answer has no row");
    }
    Mesh.Row row = answer.rows().getFirst();
    name("vantage", row.vantage());
    present("at", row.at());
    if (row.cells().size() > MOST_CELLS) {
      throw new NoRow("its row has %d cells: %d at most".formatted(row.cells().size(), MOST_CELLS));
    }
    for (int i = 0; i < row.cells().size(); i++) {
      Mesh.Cell cell = row.cells().get(i);
      name("cells[%d].monitor".formatted(i), cell.monitor());
      name("cells[%d].target".formatted(i), cell.target());
      name("cells[%d].address".formatted(i), cell.address());
      if (cell.why() != null) {
        name("cells[%d].why".formatted(i), cell.why());
      }
    }
    return row;
  }

  private static void name(String field, @Nullable String text) throws NoRow {
    present(field, text);
    if (text != null && (text.length() > LONGEST_NAME || !Printable.isLine(text))) {
      throw new NoRow(
          "its row's %s is not a line of %d characters at most".formatted(field, LONGEST_NAME));
    }
  }

  private static void present(String field, @Nullable Object value) throws NoRow {
    if (value == null) {
      throw new NoRow("its row has no %s".formatted(field));
    }
  }
}

package net.teardown.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import net.teardown.monitor.MeshCheck.NoRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that another instance's answer about the mesh is shown only if it is valid. */
class MeshCheckTests {

  private static final Mesh.Cell CELL = cell("probe-c");

  @Test
  void aRowThatCanBeIsTaken() throws Exception {
    Mesh.Row row = row("probe-b", List.of(CELL));

    assertThat(MeshCheck.row(mesh(row))).isEqualTo(row);
  }

  @Test
  void anAnswerWithoutARowIsNone() {
    assertRefused(null, "no row");
    assertRefused(new Mesh(List.of(), List.of()), "no row");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertRefused(mesh(row(null, List.of())), "no vantage");
    assertRefused(mesh(row("a\u001b[2J", List.of())), "vantage is not a line");
    assertRefused(mesh(row("x".repeat(256), List.of())), "vantage is not a line");
    assertRefused(mesh(row("probe-b", List.of(CELL, cell("a\r\nb")))), "cells[1].target");
    assertRefused(mesh(row("probe-b", List.of(cell(null)))), "no cells[0].target");
    assertRefused(mesh(row("probe-b", Collections.nCopies(10_001, CELL))), "10001 cells");
  }

  private static void assertRefused(@Nullable Mesh mesh, String why) {
    assertThatExceptionOfType(NoRow.class)
        .isThrownBy(() -> MeshCheck.row(mesh))
        .withMessageContaining(why);
  }

  private static Mesh mesh(Mesh.Row row) {
    return new Mesh(List.of(row), List.of());
  }

  @SuppressWarnings("NullAway") // a body may leave out what the record requires
  private static Mesh.Row row(@Nullable String vantage, List<Mesh.Cell> cells) {
    return new Mesh.Row(vantage, Instant.EPOCH, cells);
  }

  @SuppressWarnings("NullAway") // likewise
  private static Mesh.Cell cell(@Nullable String target) {
    return new Mesh.Cell("nodes", target, "10.1.2.3:8007", null, null, null, null, null);
  }
}

package net.teardown.campaign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What the runs of a campaign come to so far, cell by cell. For any thread. */
final class Tallies {

  private static final byte VERSION = 1;

  /**
   * Histograms of more cells than these are kept to one digit, so that they fit into a small heap.
   */
  private static final int MOST_FINE_CELLS = 2000;

  private final int digits;
  private final Map<Integer, Tally> cells = new TreeMap<>();
  private long runs;

  /**
   * @param cells how many there are
   */
  Tallies(int cells) {
    this.digits = cells > MOST_FINE_CELLS ? 1 : 2;
  }

  synchronized void count(List<Run> more) {
    for (Run run : more) {
      cells.computeIfAbsent(run.cell(), _ -> new Tally(digits)).count(run);
    }
    runs += more.size();
  }

  /** How many runs are counted. */
  synchronized long runs() {
    return runs;
  }

  /** What this cell comes to. */
  synchronized CellStatistics of(int cell) {
    @Nullable Tally tally = cells.get(cell);
    return tally == null ? CellStatistics.NONE : CellStatistics.of(tally);
  }

  /** As the store keeps it. */
  synchronized Campaigns.Summary summary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
      out.write(ByteBuffer.allocate(5).put(VERSION).putInt(cells.size()).array());
      for (Map.Entry<Integer, Tally> cell : cells.entrySet()) {
        ByteBuffer tally = ByteBuffer.allocate(8 + cell.getValue().mostBytes()).position(8);
        cell.getValue().write(tally);
        tally.putInt(0, cell.getKey()).putInt(4, tally.position() - 8);
        out.write(tally.array(), 0, tally.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Campaigns.Summary(runs, bytes.toByteArray());
  }

  /**
   * What was kept.
   *
   * @param cells how many the campaign has
   */
  static Tallies of(Campaigns.Summary summary, int cells) {
    Tallies tallies = new Tallies(cells);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(summary.tallies()))) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
      if (bytes.get() != VERSION) {
        return tallies;
      }
      int count = bytes.getInt();
      for (int i = 0; i < count; i++) {
        int cell = bytes.getInt();
        int length = bytes.getInt();
        tallies.cells.put(cell, Tally.read(bytes.slice(bytes.position(), length)));
        bytes.position(bytes.position() + length);
      }
      tallies.runs = summary.runs();
      return tallies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package net.teardown.campaign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import net.teardown.campaign.Tally.Kind;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of a campaign's runs so far, cell by cell. Thread-safe.
 *
 * <p>SQL would take 2 to 5 s for the same of a million runs, and only if each were a row ({@code
 * RunsCodecBenchIT}).
 */
final class Tallies {

  /** The format in which the kinds of runs are listed once at the front, by name. */
  private static final byte VERSION = 3;

  /** Likewise, from before runs had {@code met} and {@code httpStatus}. */
  private static final byte BEFORE_EXPECTATIONS = 2;

  /**
   * With more cells than these, histograms have one significant digit, so that they fit into a
   * small heap.
   */
  private static final int MOST_FINE_CELLS = 2000;

  private final int digits;
  private final Map<Integer, Tally> cells = new TreeMap<>();
  private long runs;

  /**
   * @param cells how many cells the campaign has
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

  /** The statistics of this cell. */
  synchronized CellStatistics of(int cell) {
    @Nullable Tally tally = cells.get(cell);
    return tally == null ? CellStatistics.NONE : CellStatistics.of(tally);
  }

  /** The tallies in the stored format. */
  synchronized Campaigns.Summary summary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
      DataOutputStream head = new DataOutputStream(out);
      Map<Kind, Integer> kinds = kinds();
      head.writeByte(VERSION);
      head.writeInt(kinds.size());
      for (Kind kind : kinds.keySet()) {
        head.writeUTF(kind.verdict().name());
        head.writeUTF(kind.delivery().name());
        head.writeUTF(written(kind.asPredicted()));
        head.writeUTF(written(kind.met()));
        head.writeShort(kind.httpStatus() == null ? 0 : kind.httpStatus());
      }
      head.writeInt(cells.size());
      for (Map.Entry<Integer, Tally> cell : cells.entrySet()) {
        ByteBuffer tally = ByteBuffer.allocate(8 + cell.getValue().mostBytes()).position(8);
        cell.getValue().write(tally, kind -> kinds.getOrDefault(kind, 0));
        tally.putInt(0, cell.getKey()).putInt(4, tally.position() - 8);
        out.write(tally.array(), 0, tally.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Campaigns.Summary(runs, bytes.toByteArray());
  }

  private Map<Kind, Integer> kinds() {
    Map<Kind, Integer> kinds = new LinkedHashMap<>();
    for (Tally tally : cells.values()) {
      tally.counts().keySet().forEach(kind -> kinds.putIfAbsent(kind, kinds.size()));
    }
    return kinds;
  }

  /**
   * Reads stored tallies. Empty if a later version stored them, so that the runs are counted again.
   *
   * @param cells how many cells the campaign has
   */
  static Tallies of(Campaigns.Summary summary, int cells) {
    Tallies tallies = new Tallies(cells);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(summary.tallies()))) {
      DataInputStream head = new DataInputStream(in);
      int version = head.readByte();
      if (version < 1 || version > VERSION) {
        return tallies;
      }
      List<Kind> kinds = version == 1 ? List.of() : readKinds(head, version > BEFORE_EXPECTATIONS);
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes());
      int count = bytes.getInt();
      for (int i = 0; i < count; i++) {
        int cell = bytes.getInt();
        int length = bytes.getInt();
        ByteBuffer tally = bytes.slice(bytes.position(), length);
        tallies.cells.put(
            cell, version == 1 ? Tally.readOfVersion1(tally) : Tally.read(tally, kinds));
        bytes.position(bytes.position() + length);
      }
      tallies.runs = summary.runs();
      return tallies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Kind> readKinds(DataInputStream head, boolean withExpectations)
      throws IOException {
    List<Kind> kinds = new ArrayList<>();
    for (int left = head.readInt(); left > 0; left--) {
      Verdict verdict = Verdict.valueOf(head.readUTF());
      Delivery delivery = Delivery.valueOf(head.readUTF());
      Boolean asPredicted = read(head.readUTF());
      Boolean met = withExpectations ? read(head.readUTF()) : null;
      int status = withExpectations ? head.readShort() : 0;
      kinds.add(new Kind(verdict, delivery, asPredicted, met, status == 0 ? null : status));
    }
    return kinds;
  }

  private static String written(@Nullable Boolean truth) {
    return truth == null ? "" : truth.toString();
  }

  private static @Nullable Boolean read(String written) {
    return written.isEmpty() ? null : Boolean.valueOf(written);
  }
}

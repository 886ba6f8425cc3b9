package net.teardown.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import net.teardown.campaign.Campaigns.RunFilter;
import net.teardown.campaign.Run;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Reason;
import net.teardown.experiment.terms.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Encodes runs in about ten bytes each. Each distinct ending is written once by name, so that enum
 * constants may be reordered. Numbers have a variable length, 7 bits per byte, lowest bits first.
 *
 * <p>As CBOR they take twice the room and 5 to 30 times as long to read; as rows of their own H2
 * keeps fewer in a second than two lanes make ({@code RunsCodecBenchIT}).
 */
final class PackedRuns {

  /** The most runs in one row, which is then under half a megabyte in any case. */
  static final int MOST = 4096;

  private static final int VERSION = 2;

  /** From before runs had {@code met} and {@code httpStatus}. */
  private static final int BEFORE_EXPECTATIONS = 1;

  private static final RunFilter EVERY = new RunFilter(null, false);
  private static final int ANY_CELL = -1;

  private record Kind(
      Verdict verdict,
      Delivery delivery,
      @Nullable Reason reason,
      @Nullable Boolean asPredicted,
      @Nullable Boolean met,
      @Nullable Integer httpStatus) {

    static Kind of(Run run) {
      return new Kind(
          run.verdict(),
          run.delivery(),
          run.reason(),
          run.asPredicted(),
          run.met(),
          run.httpStatus());
    }
  }

  private PackedRuns() {}

  /** Encodes these runs in order. */
  static byte[] pack(List<Run> runs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * runs.size() + 64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      Map<Kind, Integer> kinds = new LinkedHashMap<>();
      for (Run run : runs) {
        kinds.putIfAbsent(Kind.of(run), kinds.size());
      }
      write(out, kinds.size());
      for (Kind kind : kinds.keySet()) {
        out.writeUTF(kind.verdict().name());
        out.writeUTF(kind.delivery().name());
        out.writeUTF(kind.reason() == null ? "" : kind.reason().name());
        out.writeUTF(written(kind.asPredicted()));
        out.writeUTF(written(kind.met()));
        write(out, kind.httpStatus() == null ? 0 : kind.httpStatus());
      }
      write(out, runs.size());
      long before = 0;
      for (Run run : runs) {
        long startedAt = ChronoUnit.MICROS.between(Instant.EPOCH, run.startedAt());
        UUID experiment = run.experiment();
        write(out, 2L * kinds.getOrDefault(Kind.of(run), 0) + (experiment == null ? 0 : 1));
        write(out, run.cell());
        write(out, run.repetition());
        write(out, folded(startedAt - before));
        write(out, run.connectMicros() == null ? 0 : run.connectMicros() + 1);
        write(out, run.durationMicros());
        if (experiment != null) {
          out.writeLong(experiment.getMostSignificantBits());
          out.writeLong(experiment.getLeastSignificantBits());
        }
        before = startedAt;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Gets the runs that match. */
  interface Sink {

    /**
     * A run that matches.
     *
     * @param place how many runs stand before it in its row
     */
    void run(int place, Run run);
  }

  /**
   * Decodes what {@link #pack} wrote.
   *
   * @throws UnreadableRuns if the bytes are anything else
   */
  static List<Run> unpack(byte[] packed) {
    List<Run> runs = new ArrayList<>();
    each(packed, EVERY, (_, run) -> runs.add(run));
    return runs;
  }

  /**
   * Decodes the runs that match, in order; the others are passed over.
   *
   * @throws UnreadableRuns if the bytes are anything else than what {@link #pack} wrote
   */
  static void each(byte[] packed, RunFilter filter, Sink sink) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(packed);
    try (DataInputStream in = new DataInputStream(bytes)) {
      int version = in.readByte();
      if (version != VERSION && version != BEFORE_EXPECTATIONS) {
        throw new UnreadableRuns("runs of version " + version);
      }
      List<Kind> kinds = new ArrayList<>();
      for (long left = read(in); left > 0; left--) {
        kinds.add(readKind(in, version != BEFORE_EXPECTATIONS));
      }
      long count = read(in);
      Numbers numbers = new Numbers(packed, packed.length - bytes.available());
      int only = filter.cell() == null ? ANY_CELL : filter.cell();
      long startedAt = 0;
      for (int place = 0; place < count; place++) {
        int tag = (int) numbers.next();
        int cell = (int) numbers.next();
        int repetition = (int) numbers.next();
        startedAt += unfolded(numbers.next());
        boolean kept = tag % 2 != 0;
        if ((only != ANY_CELL && cell != only) || (filter.kept() && !kept)) {
          numbers.pass(2, kept ? 2 * Long.BYTES : 0);
          continue;
        }
        long connect = numbers.next();
        long duration = numbers.next();
        UUID experiment = kept ? numbers.id() : null;
        Kind kind = kinds.get(tag / 2);
        sink.run(
            place,
            new Run(
                cell,
                repetition,
                kind.verdict(),
                kind.delivery(),
                kind.reason(),
                kind.asPredicted(),
                kind.met(),
                kind.httpStatus(),
                Instant.EPOCH.plus(startedAt, ChronoUnit.MICROS),
                connect == 0 ? null : connect - 1,
                duration,
                experiment));
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new UnreadableRuns("runs that end too early, or in a way not known: " + e, e);
    }
  }

  /**
   * Reads numbers from an array; a stream takes several times as long, and a cell's runs are found
   * among all others.
   */
  private static final class Numbers {

    private final byte[] bytes;
    private int at;

    Numbers(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    long next() {
      long number = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte next = bytes[at++];
        number |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return number;
        }
      }
      throw new IllegalArgumentException("a number of more than 64 bits");
    }

    /** Passes over so many numbers, and so many bytes behind them. */
    void pass(int numbers, int more) {
      for (int left = numbers; left > 0; left--) {
        while (bytes[at++] < 0) {
          // More of the same number follows.
        }
      }
      Objects.checkFromIndexSize(at, more, bytes.length);
      at += more;
    }

    UUID id() {
      ByteBuffer id = ByteBuffer.wrap(bytes, at, 2 * Long.BYTES);
      at += 2 * Long.BYTES;
      return new UUID(id.getLong(), id.getLong());
    }
  }

  private static Kind readKind(DataInputStream in, boolean withExpectations) throws IOException {
    Verdict verdict = Verdict.valueOf(in.readUTF());
    Delivery delivery = Delivery.valueOf(in.readUTF());
    String reason = in.readUTF();
    Boolean asPredicted = truth(in.readUTF());
    Boolean met = withExpectations ? truth(in.readUTF()) : null;
    int status = withExpectations ? (int) read(in) : 0;
    return new Kind(
        verdict,
        delivery,
        reason.isEmpty() ? null : Reason.valueOf(reason),
        asPredicted,
        met,
        status == 0 ? null : status);
  }

  private static String written(@Nullable Boolean truth) {
    return truth == null ? "" : truth.toString();
  }

  private static @Nullable Boolean truth(String written) {
    return written.isEmpty() ? null : Boolean.valueOf(written);
  }

  /** Zigzag encoding: numbers near zero become small, whatever their sign. */
  private static long folded(long difference) {
    return difference << 1 ^ difference >> 63;
  }

  private static long unfolded(long folded) {
    return folded >>> 1 ^ -(folded & 1);
  }

  private static void write(DataOutputStream out, long number) throws IOException {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      out.writeByte((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long read(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = in.readUnsignedByte();
      number |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return number;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }
}

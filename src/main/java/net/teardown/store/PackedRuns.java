package net.teardown.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

  /**
   * Decodes what {@link #pack} wrote.
   *
   * @throws UnreadableRuns if the bytes are anything else
   */
  static List<Run> unpack(byte[] packed) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
      int version = in.readByte();
      if (version != VERSION && version != BEFORE_EXPECTATIONS) {
        throw new UnreadableRuns("runs of version " + version);
      }
      List<Kind> kinds = new ArrayList<>();
      for (long left = read(in); left > 0; left--) {
        kinds.add(readKind(in, version != BEFORE_EXPECTATIONS));
      }
      List<Run> runs = new ArrayList<>();
      long startedAt = 0;
      for (long left = read(in); left > 0; left--) {
        int tag = (int) read(in);
        int cell = (int) read(in);
        int repetition = (int) read(in);
        startedAt += unfolded(read(in));
        long connect = read(in);
        long duration = read(in);
        UUID experiment = tag % 2 == 0 ? null : new UUID(in.readLong(), in.readLong());
        Kind kind = kinds.get(tag / 2);
        runs.add(
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
      return runs;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new UnreadableRuns("runs that end too early, or in a way not known: " + e, e);
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

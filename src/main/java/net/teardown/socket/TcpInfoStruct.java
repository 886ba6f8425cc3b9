package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code struct tcp_info} of linux/tcp.h, of which an older kernel writes less. */
final class TcpInfoStruct {

  private static final long RETRANSMITS = 2;
  private static final long RTO = 8;
  private static final long SND_MSS = 16;
  private static final long RCV_MSS = 20;
  private static final long UNACKED = 24;
  private static final long LAST_ACK_RECV = 56;
  private static final long PMTU = 60;
  private static final long RTT = 68;
  private static final long RTTVAR = 72;
  private static final long TOTAL_RETRANS = 100;
  private static final long BYTES_ACKED = 120;
  private static final long BYTES_RECEIVED = 128;
  private static final long NOTSENT_BYTES = 144;
  private static final long DSACK_DUPS = 216;
  private static final long REORD_SEEN = 220;
  private static final long RCV_OOOPACK = 224;
  private static final long SND_WND = 228;
  private static final long RCV_WND = 232;

  /** The end of {@code tcpi_bytes_received}, the last field that evidence needs. */
  private static final int NEEDED = 136;

  private TcpInfoStruct() {}

  /**
   * Reads the struct that the kernel wrote.
   *
   * @param length how many bytes it wrote
   * @return empty if it ends before the fields that evidence needs
   */
  static Optional<TcpInfo> read(MemorySegment info, int length) {
    if (length < NEEDED) {
      return Optional.empty();
    }
    return Optional.of(
        new TcpInfo(
            Byte.toUnsignedInt(info.get(JAVA_BYTE, 0)),
            Byte.toUnsignedInt(info.get(JAVA_BYTE, RETRANSMITS)),
            Integer.toUnsignedLong(info.get(JAVA_INT, RTO)),
            info.get(JAVA_INT, SND_MSS),
            info.get(JAVA_INT, UNACKED),
            Integer.toUnsignedLong(info.get(JAVA_INT, LAST_ACK_RECV)),
            info.get(JAVA_INT, PMTU),
            Integer.toUnsignedLong(info.get(JAVA_INT, RTT)),
            Integer.toUnsignedLong(info.get(JAVA_INT, RTTVAR)),
            info.get(JAVA_INT, TOTAL_RETRANS),
            info.get(JAVA_LONG, BYTES_ACKED),
            info.get(JAVA_LONG, BYTES_RECEIVED),
            later(info, length, NOTSENT_BYTES),
            later(info, length, DSACK_DUPS),
            later(info, length, REORD_SEEN),
            later(info, length, RCV_OOOPACK),
            later(info, length, SND_WND),
            info.get(JAVA_INT, RCV_MSS),
            later(info, length, RCV_WND)));
  }

  /** A field that later kernels added: null if the kernel wrote less. */
  private static @Nullable Long later(MemorySegment info, int length, long offset) {
    return length < offset + Integer.BYTES
        ? null
        : Long.valueOf(Integer.toUnsignedLong(info.get(JAVA_INT, offset)));
  }
}

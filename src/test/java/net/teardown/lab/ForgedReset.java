package net.teardown.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Forges resets as a device in the path can, which sees the packets that pass. IPv4 only. */
final class ForgedReset {

  // RFC 791 3.1, RFC 9293 3.1
  private static final int HEADER_BYTES = 20;
  private static final int PROTOCOL = 9;
  private static final int IP_CHECKSUM = 10;
  private static final int ADDRESSES = 12;
  private static final int TCP = 6;
  private static final int SEQUENCE = 4;
  private static final int OFFSET = 12;
  private static final int FLAGS = 13;
  private static final int WINDOW = 14;
  private static final int TCP_CHECKSUM = 16;
  private static final int FIN = 0x01;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private ForgedReset() {}

  /** Whether a packet is a FIN from this port. */
  static boolean isFinFrom(int port, MemorySegment packet) {
    if (packet.get(JAVA_BYTE, 0) >> 4 != 4 || packet.get(JAVA_BYTE, PROTOCOL) != TCP) {
      return false;
    }
    MemorySegment segment = packet.asSlice(headerBytes(packet));
    return Short.toUnsignedInt(segment.get(SHORT, 0)) == port
        && (segment.get(JAVA_BYTE, FLAGS) & FIN) != 0;
  }

  /** The reset that the sender of a FIN could have sent right behind it. */
  static MemorySegment behind(MemorySegment packet) {
    MemorySegment reset = Arena.ofAuto().allocate(2 * HEADER_BYTES);
    int ipBytes = headerBytes(packet);
    int length = Short.toUnsignedInt(packet.get(SHORT, 2));
    MemorySegment segment = packet.asSlice(ipBytes);
    int data = length - ipBytes - ((segment.get(JAVA_BYTE, OFFSET) & 0xf0) >> 2);
    MemorySegment.copy(packet, 0, reset, 0, HEADER_BYTES);
    reset.set(JAVA_BYTE, 0, (byte) 0x45);
    reset.set(SHORT, 2, (short) reset.byteSize());
    reset.set(SHORT, IP_CHECKSUM, (short) 0);
    reset.set(SHORT, IP_CHECKSUM, (short) ~sum(reset.asSlice(0, HEADER_BYTES), 0));
    MemorySegment tcp = reset.asSlice(HEADER_BYTES);
    MemorySegment.copy(segment, 0, tcp, 0, HEADER_BYTES);
    tcp.set(INT, SEQUENCE, segment.get(INT, SEQUENCE) + data + 1);
    tcp.set(JAVA_BYTE, OFFSET, (byte) (HEADER_BYTES << 2));
    tcp.set(JAVA_BYTE, FLAGS, (byte) (RST | ACK));
    tcp.set(SHORT, WINDOW, (short) 0);
    tcp.set(INT, TCP_CHECKSUM, 0);
    int pseudoHeader = sum(reset.asSlice(ADDRESSES, 8), TCP + HEADER_BYTES);
    tcp.set(SHORT, TCP_CHECKSUM, (short) ~sum(tcp.asSlice(0, HEADER_BYTES), pseudoHeader));
    return reset;
  }

  private static int headerBytes(MemorySegment packet) {
    return (packet.get(JAVA_BYTE, 0) & 0xf) << 2;
  }

  /** The one's complement sum of RFC 1071, folded. */
  private static int sum(MemorySegment bytes, int start) {
    long sum = start;
    for (long at = 0; at < bytes.byteSize(); at += 2) {
      sum += Short.toUnsignedInt(bytes.get(SHORT, at));
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (int) sum;
  }
}

package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * Reads and writes the kernel's address structures: {@code sockaddr_in} of ip(7) and {@code
 * sockaddr_in6} of ipv6(7).
 */
final class SocketAddresses {
  /** {@code sizeof(struct sockaddr_storage)}. */
  static final int STORAGE_BYTES = 128;

  private static final int IN_BYTES = 16;
  private static final int IN6_BYTES = 28;

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long PORT_OFFSET = 2;
  private static final long IN_ADDRESS_OFFSET = 4;
  private static final long IN6_FLOW_OFFSET = 4;
  private static final long IN6_ADDRESS_OFFSET = 8;
  private static final long IN6_SCOPE_OFFSET = 24;

  /** Shared, because it is what nearly all short runs read. */
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static final int LOOPBACK_BITS = 0x7F00_0001;
  private static final ValueLayout.OfInt BITS = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddresses() {}

  /** The address family of a resolved address. */
  static int family(InetSocketAddress address) {
    return resolved(address) instanceof Inet4Address ? Linux.AF_INET : Linux.AF_INET6;
  }

  /** The interface index of a link-local address; 0 for none. */
  static int scope(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address v6 ? v6.getScopeId() : 0;
  }

  /** Writes an address and returns its size in bytes. */
  static int write(InetSocketAddress address, MemorySegment to) {
    to.set(JAVA_SHORT, 0, (short) family(address));
    to.set(PORT, PORT_OFFSET, (short) address.getPort());
    byte[] bytes = resolved(address).getAddress();
    if (bytes.length == 16) {
      to.set(JAVA_INT, IN6_FLOW_OFFSET, 0);
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN6_ADDRESS_OFFSET, bytes.length);
      to.set(JAVA_INT, IN6_SCOPE_OFFSET, scope(address));
      return IN6_BYTES;
    }
    MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN_ADDRESS_OFFSET, bytes.length);
    to.set(JAVA_INT, 8, 0);
    to.set(JAVA_INT, 12, 0);
    return IN_BYTES;
  }

  /** Reads an address of either family. */
  static InetSocketAddress read(MemorySegment from) {
    int port = Short.toUnsignedInt(from.get(PORT, PORT_OFFSET));
    int family = from.get(JAVA_SHORT, 0);
    try {
      return switch (family) {
        case Linux.AF_INET ->
            new InetSocketAddress(
                from.get(BITS, IN_ADDRESS_OFFSET) == LOOPBACK_BITS
                    ? LOOPBACK
                    : InetAddress.getByAddress(bytes(from, IN_ADDRESS_OFFSET, 4)),
                port);
        case Linux.AF_INET6 -> {
          byte[] bytes = bytes(from, IN6_ADDRESS_OFFSET, 16);
          int scope = from.get(JAVA_INT, IN6_SCOPE_OFFSET);
          // A scope of 0 means none; passed explicitly it would show as "%0" and break equality.
          yield new InetSocketAddress(
              scope == 0
                  ? InetAddress.getByAddress(bytes)
                  : Inet6Address.getByAddress(null, bytes, scope),
              port);
        }
        default -> throw new IllegalStateException("address family " + family + " isn't IP");
      };
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }

  private static byte[] bytes(MemorySegment from, long offset, int count) {
    return from.asSlice(offset, count).toArray(JAVA_BYTE);
  }

  private static InetAddress resolved(InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    if (resolved == null) {
      throw new IllegalArgumentException(address + " isn't resolved");
    }
    return resolved;
  }
}

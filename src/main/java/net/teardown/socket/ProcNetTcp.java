package net.teardown.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Reads the kernel's table of TCP sockets as text, proc(5). It is slow with many sockets, but there
 * where sock_diag is not.
 */
final class ProcNetTcp {

  private ProcNetTcp() {}

  /**
   * The state of the socket with these addresses and ports, as {@link TcpInfo#state}; {@link
   * SockDiag#NONE} if there is none; empty where the table can't be read.
   */
  static OptionalInt state(InetSocketAddress local, InetSocketAddress remote) {
    boolean v4 = SocketAddresses.family(local) == Linux.AF_INET;
    String ends = " " + hex(local) + " " + hex(remote) + " ";
    try (Stream<String> lines = Files.lines(Path.of(v4 ? "/proc/net/tcp" : "/proc/net/tcp6"))) {
      return OptionalInt.of(
          lines
              .filter(line -> line.contains(ends))
              .mapToInt(line -> stateAfter(ends, line))
              .findFirst()
              .orElse(SockDiag.NONE));
    } catch (IOException _) {
      return OptionalInt.empty();
    }
  }

  private static int stateAfter(String ends, String line) {
    int start = line.indexOf(ends) + ends.length();
    return Integer.parseInt(line, start, start + 2, 16);
  }

  /**
   * Address and port as the table writes them: the address as 32-bit words in the processor's byte
   * order.
   */
  private static String hex(InetSocketAddress address) {
    ByteBuffer bytes =
        ByteBuffer.wrap(address.getAddress().getAddress()).order(ByteOrder.nativeOrder());
    StringBuilder hex = new StringBuilder();
    while (bytes.hasRemaining()) {
      hex.append(String.format(Locale.ROOT, "%08X", bytes.getInt()));
    }
    return hex.append(String.format(Locale.ROOT, ":%04X", address.getPort())).toString();
  }
}

package net.teardown.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/**
 * Asks the kernel for one TCP socket by its addresses and ports with sock_diag(7). That is an exact
 * look-up that needs no privilege and also finds sockets that have no descriptor any more.
 */
final class SockDiag {
  /**
   * There is no such socket, or this kernel has no such look-up: it answers {@code ENOENT} to both.
   */
  static final int NONE = 0;

  // struct nlmsghdr of linux/netlink.h, then struct inet_diag_req_v2 of linux/inet_diag.h.
  private static final int HEADER_BYTES = 16;
  private static final int REQUEST_BYTES = HEADER_BYTES + 56;
  private static final long TYPE = 4;
  private static final long FLAGS = 6;
  private static final long FAMILY = HEADER_BYTES;
  private static final long PROTOCOL = HEADER_BYTES + 1;
  private static final long STATES = HEADER_BYTES + 4;

  /** struct inet_diag_sockid: ports and addresses of both ends, interface, cookie. */
  private static final long ID = HEADER_BYTES + 8;

  private static final long ID_SOURCE_PORT = ID;
  private static final long ID_DESTINATION_PORT = ID + 2;
  private static final long ID_SOURCE = ID + 4;
  private static final long ID_DESTINATION = ID + 20;
  private static final long ID_INTERFACE = ID + 36;
  private static final long ID_COOKIE = ID + 40;
  private static final int INET_DIAG_NOCOOKIE = ~0;

  /** struct inet_diag_msg: family, then state. */
  private static final long ANSWERED_STATE = HEADER_BYTES + 1;

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int MOST_IDLE = 16;

  /** Netlink sockets: to open and close one takes longer than a question. */
  private static final Spares<Integer> SOCKETS =
      new Spares<>(MOST_IDLE, fd -> Scratch.ofThisThread().libc.close(fd));

  private SockDiag() {}

  /**
   * The state of the socket with these addresses and ports, as {@link TcpInfo#state}. If it is gone
   * and a listener has the local port, the kernel finds the listener.
   *
   * @return the state, {@link #NONE}, or the negated errno if the kernel doesn't say
   */
  static int state(InetSocketAddress local, InetSocketAddress remote) {
    Scratch scratch = Scratch.ofThisThread();
    Integer spare = SOCKETS.take();
    int fd =
        spare != null
            ? spare
            : scratch.libc.socket(
                Linux.AF_NETLINK, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, Linux.NETLINK_SOCK_DIAG);
    if (fd < 0) {
      return fd;
    }
    MemorySegment message = scratch.message();
    writeRequest(message, local, remote);
    long result = scratch.libc.send(fd, message, REQUEST_BYTES, 0);
    if (result >= 0) {
      // The kernel answers within the send, so an answer that isn't here now won't come.
      result = scratch.libc.recv(fd, message, message.byteSize(), Linux.MSG_DONTWAIT);
    }
    if (result < 0) {
      // An answer that comes after all must not be taken for that to another question.
      scratch.libc.close(fd);
      return (int) result;
    }
    SOCKETS.giveBack(fd);
    return answer(message);
  }

  private static void writeRequest(
      MemorySegment message, InetSocketAddress local, InetSocketAddress remote) {
    message.asSlice(0, REQUEST_BYTES).fill((byte) 0);
    message.set(JAVA_INT, 0, REQUEST_BYTES);
    message.set(JAVA_SHORT, TYPE, (short) Linux.SOCK_DIAG_BY_FAMILY);
    message.set(JAVA_SHORT, FLAGS, (short) Linux.NLM_F_REQUEST);
    message.set(JAVA_BYTE, FAMILY, (byte) SocketAddresses.family(local));
    message.set(JAVA_BYTE, PROTOCOL, (byte) Linux.IPPROTO_TCP);
    message.set(JAVA_INT, STATES, ~0);
    message.set(PORT, ID_SOURCE_PORT, (short) local.getPort());
    message.set(PORT, ID_DESTINATION_PORT, (short) remote.getPort());
    put(message, ID_SOURCE, local.getAddress().getAddress());
    put(message, ID_DESTINATION, remote.getAddress().getAddress());
    message.set(JAVA_INT, ID_INTERFACE, SocketAddresses.scope(local));
    message.set(JAVA_INT, ID_COOKIE, INET_DIAG_NOCOOKIE);
    message.set(JAVA_INT, ID_COOKIE + 4, INET_DIAG_NOCOOKIE);
  }

  private static void put(MemorySegment message, long offset, byte[] address) {
    MemorySegment.copy(address, 0, message, JAVA_BYTE, offset, address.length);
  }

  private static int answer(MemorySegment message) {
    int type = message.get(JAVA_SHORT, TYPE);
    if (type != Linux.NLMSG_ERROR) {
      return Byte.toUnsignedInt(message.get(JAVA_BYTE, ANSWERED_STATE));
    }
    int error = message.get(JAVA_INT, HEADER_BYTES);
    return error == -Errno.ENOENT.number() ? NONE : error;
  }
}

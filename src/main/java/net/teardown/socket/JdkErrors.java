package net.teardown.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maps the JDK's exceptions back to the errnos that caused them. */
final class JdkErrors {

  /**
   * How the messages begin: the texts of strerror(3) in glibc, then in musl where they differ, and
   * the JDK's own texts. The JDK may append to them, but prepends nothing.
   */
  private static final Map<String, Errno> BY_MESSAGE =
      Map.ofEntries(
          Map.entry("Connection reset", Errno.ECONNRESET),
          Map.entry("Broken pipe", Errno.EPIPE),
          Map.entry("Connection refused", Errno.ECONNREFUSED),
          Map.entry("Connection timed out", Errno.ETIMEDOUT),
          Map.entry("Operation timed out", Errno.ETIMEDOUT),
          Map.entry("Software caused connection abort", Errno.ECONNABORTED),
          Map.entry("Connection aborted", Errno.ECONNABORTED),
          Map.entry("No route to host", Errno.EHOSTUNREACH),
          Map.entry("Host is unreachable", Errno.EHOSTUNREACH),
          Map.entry("Network is unreachable", Errno.ENETUNREACH),
          Map.entry("Network unreachable", Errno.ENETUNREACH),
          Map.entry("Network is down", Errno.ENETDOWN),
          Map.entry("Cannot assign requested address", Errno.EADDRNOTAVAIL),
          Map.entry("Can't assign requested address", Errno.EADDRNOTAVAIL),
          Map.entry("Address not available", Errno.EADDRNOTAVAIL),
          Map.entry("Address already in use", Errno.EADDRINUSE),
          Map.entry("Address in use", Errno.EADDRINUSE),
          Map.entry("Too many open files", Errno.EMFILE),
          Map.entry("No file descriptors available", Errno.EMFILE),
          Map.entry("No buffer space available", Errno.ENOBUFS),
          Map.entry("Operation not permitted", Errno.EPERM),
          Map.entry("Permission denied", Errno.EACCES),
          Map.entry("Invalid argument", Errno.EINVAL),
          Map.entry("Address family not supported", Errno.EAFNOSUPPORT),
          Map.entry("Socket is closed", Errno.EBADF),
          Map.entry("Socket is not connected", Errno.ENOTCONN));

  private JdkErrors() {}

  /** The errno that caused an exception; {@code EIO} if that can't be told. */
  static Errno errno(IOException exception) {
    if (exception instanceof SocketTimeoutException) {
      return Errno.EAGAIN;
    }
    if (exception instanceof ClosedChannelException) {
      return Errno.EBADF;
    }
    String message = Objects.requireNonNullElse(exception.getMessage(), "");
    return BY_MESSAGE.entrySet().stream()
        .filter(known -> message.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Errno.EIO);
  }

  static CallResult failure(IOException exception) {
    return CallResult.failed(errno(exception));
  }

  static ProtocolFamily family(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return address.getAddress() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  static void closeQuietly(@Nullable Closeable closeable) {
    if (closeable != null) {
      try {
        closeable.close();
      } catch (IOException _) {
        // There is nothing to do about it.
      }
    }
  }
}

package net.teardown.responder.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.experiment.spec.HostAndPort;

/** Converts an initiator's address and port to and from the text that reports hold. */
public final class PeerAddress {

  private static final Pattern WRITTEN =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)(?:%[\\w.-]{1,64})?]|([0-9.]+)):([0-9]{1,5})");

  private PeerAddress() {}

  /** The text: {@code 10.0.0.1:41234} or {@code [fd00::1]:41234}. */
  public static String text(InetSocketAddress address) {
    return HostAndPort.ofAddress(address.getAddress().getHostAddress(), address.getPort())
        .toString();
  }

  /**
   * Parses an address and port from another instance; empty if the text is none. The interface of a
   * link-local address is dropped, because each host numbers its own.
   */
  public static Optional<InetSocketAddress> parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (!written.matches()) {
      return Optional.empty();
    }
    String six = written.group(1);
    try {
      return Optional.of(
          new InetSocketAddress(
              InetAddress.ofLiteral(six == null ? written.group(2) : six),
              Integer.parseInt(written.group(3))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether both are the same, whatever interface they belong to. */
  public static boolean same(InetSocketAddress one, InetSocketAddress other) {
    return one.getPort() == other.getPort()
        && Arrays.equals(one.getAddress().getAddress(), other.getAddress().getAddress());
  }
}

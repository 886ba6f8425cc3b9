package net.teardown.responder;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Address and port of an initiator, as reports write them. */
final class PeerAddress {

  private static final Pattern WRITTEN =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)(?:%[^\\]]*)?]|([0-9.]+)):([0-9]{1,5})");

  private PeerAddress() {}

  /** {@code 10.0.0.1:41234} or {@code [fd00::1]:41234}. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /**
   * What an initiator says its own address is. The interface of a link-local one is left out: each
   * host numbers its own.
   *
   * @throws InvalidControl if that isn't an address and a port
   */
  static InetSocketAddress parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (written.matches()) {
      String six = written.group(1);
      try {
        return new InetSocketAddress(
            InetAddress.ofLiteral(six == null ? written.group(2) : six),
            Integer.parseInt(written.group(3)));
      } catch (IllegalArgumentException _) {
        // Said below.
      }
    }
    throw new InvalidControl(
        "address",
        "must be the initiator's address and port, such as 10.0.0.1:41234 or [fd00::1]:41234");
  }

  /** Whether both are the same, whatever interface they belong to. */
  static boolean same(InetSocketAddress one, InetSocketAddress other) {
    return one.getPort() == other.getPort()
        && Arrays.equals(one.getAddress().getAddress(), other.getAddress().getAddress());
  }
}

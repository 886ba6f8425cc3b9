package net.teardown.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A block of addresses, RFC 4632 section 3.1 and RFC 4291 section 2.3.
 *
 * @param first its lowest address
 * @param prefixLength how many leading bits its addresses share
 */
record Network(InetAddress first, int prefixLength) {

  private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}([.]\\d{1,3}){3}");

  /**
   * Reads {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is a block of one.
   *
   * @throws IllegalArgumentException naming what is wrong and the fix
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    // The JDK takes 10.0 for 10.0.0.0, which may not be what was meant.
    if (!literal.contains(":") && !DOTTED_QUAD.matcher(literal).matches()) {
      throw new IllegalArgumentException("is no address");
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("is no address");
    }
    int bits = address.getAddress().length * 8;
    int length = slash < 0 ? bits : length(text.substring(slash + 1), bits);
    Network network = new Network(masked(address, length), length);
    if (!network.first.equals(address)) {
      throw new IllegalArgumentException("has bits beyond its prefix: write " + network);
    }
    return network;
  }

  boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && masked(address, prefixLength).equals(first);
  }

  @Override
  public String toString() {
    String host = first.getHostAddress();
    return prefixLength == first.getAddress().length * 8 ? host : host + "/" + prefixLength;
  }

  private static int length(String text, int bits) {
    if (text.matches("\\d{1,3}") && Integer.parseInt(text) <= bits) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("has a prefix length that is not 0 to " + bits);
  }

  private static InetAddress masked(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    int whole = length / 8;
    if (whole < bytes.length) {
      bytes[whole] &= (byte) (0xff00 >> (length % 8));
      Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("as many bytes as before are an address", e);
    }
  }
}

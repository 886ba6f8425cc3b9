package net.teardown.responder;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The first bytes of a test connection, by which it is recognised: {@code TD} and 14 random bytes.
 * Everywhere else they are written as hexadecimal digits. To guess a ticket means to find 112 bits
 * within the minute that it is valid for.
 */
final class Ticket {

  static final int BYTES = 16;

  private static final byte[] MAGIC = {'T', 'D'};
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ticket() {}

  /** Makes a new ticket. */
  static String make() {
    byte[] ticket = new byte[BYTES];
    RANDOM.nextBytes(ticket);
    System.arraycopy(MAGIC, 0, ticket, 0, MAGIC.length);
    return HexFormat.of().formatHex(ticket);
  }

  /** Whether a ticket, of any instance, may begin at this offset. */
  static boolean mayStandAt(byte[] bytes, int offset) {
    return Arrays.equals(bytes, offset, offset + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** The 16 bytes at this offset. */
  static String at(byte[] bytes, int offset) {
    return HexFormat.of().formatHex(bytes, offset, offset + BYTES);
  }
}

package net.teardown.responder;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a test connection begins with, so that it is known for one: {@code TD} and 14 random bytes.
 * Written as hexadecimal digits everywhere but on that connection. Whoever guesses one would have
 * to find 112 bits within the minute that it is good for.
 */
final class Ticket {

  static final int BYTES = 16;

  private static final byte[] MAGIC = {'T', 'D'};
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ticket() {}

  /** A new one. */
  static String make() {
    byte[] ticket = new byte[BYTES];
    RANDOM.nextBytes(ticket);
    System.arraycopy(MAGIC, 0, ticket, 0, MAGIC.length);
    return HexFormat.of().formatHex(ticket);
  }

  /** Whether a ticket, of whatever instance, could stand at this place. */
  static boolean mayStandAt(byte[] bytes, int offset) {
    return Arrays.equals(bytes, offset, offset + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** The 16 bytes at this place. */
  static String at(byte[] bytes, int offset) {
    return HexFormat.of().formatHex(bytes, offset, offset + BYTES);
  }
}

package net.teardown.socket;

/** Tells whether this host's kernel gives sockets small receive buffers. */
final class ReceiveRoom {

  /** Linux's default for the second number of tcp_rmem (tcp(7)). */
  private static final long ORDINARY_BYTES = 131_072;

  private static final KernelSwitch RMEM = new KernelSwitch("net.ipv4.tcp_rmem");
  private static final KernelSwitch SYN_COOKIES = new KernelSwitch("net.ipv4.tcp_syncookies");

  private ReceiveRoom() {}

  /**
   * Whether a socket that nobody reads gets less room than Linux's default, as configured now;
   * false where that can't be read.
   */
  static boolean isLittle() {
    return "2".equals(SYN_COOKIES.text()) || smallBuffer(RMEM.text());
  }

  private static boolean smallBuffer(String rmem) {
    String[] numbers = rmem.split("\\s+", 0);
    try {
      return numbers.length == 3 && Long.parseLong(numbers[1]) < ORDINARY_BYTES;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}

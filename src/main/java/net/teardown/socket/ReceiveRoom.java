package net.teardown.socket;

/** How much this host's kernel takes in for a socket that nobody reads. */
final class ReceiveRoom {

  /** The second of tcp_rmem's three numbers, as Linux sets it of itself (tcp(7)). */
  private static final long ORDINARY_BYTES = 131_072;

  private static final KernelSwitch RMEM = new KernelSwitch("net.ipv4.tcp_rmem");
  private static final KernelSwitch SYN_COOKIES = new KernelSwitch("net.ipv4.tcp_syncookies");

  private ReceiveRoom() {}

  /** Whether it is less than ordinary, as it is set now; false where that can't be read. */
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

package net.teardown.socket;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A number, or several in a row, among the kernel's parameters, sysctl(8), that may be changed at
 * any time: read anew each time it matters, which an open file makes cheap.
 */
final class KernelSwitch {

  private static final int LONGEST = 64;

  private final String name;

  /** No channel: those are closed for everybody when one reader is interrupted. */
  private final @Nullable RandomAccessFile file;

  /**
   * @param name as sysctl(8) has it: {@code net.ipv4.tcp_rfc1337}
   */
  KernelSwitch(String name) {
    this.name = name;
    this.file = open(Path.of("/proc/sys", name.replace('.', '/')));
  }

  private static @Nullable RandomAccessFile open(Path path) {
    try {
      return new RandomAccessFile(path.toFile(), "r");
    } catch (IOException _) {
      // Not Linux, another kernel, or procfs is kept from us.
      return null;
    }
  }

  String name() {
    return name;
  }

  /** Whether it is anything but 0 now; {@code otherwise} where it can't be read. */
  boolean isSet(boolean otherwise) {
    String text = text();
    return text.isEmpty() ? otherwise : text.charAt(0) != '0';
  }

  /** What it says now, a number or several; empty where it can't be read. */
  synchronized String text() {
    if (file == null) {
      return "";
    }
    try {
      file.seek(0);
      byte[] read = new byte[LONGEST];
      int length = file.read(read);
      return length < 0 ? "" : new String(read, 0, length, StandardCharsets.US_ASCII).strip();
    } catch (IOException _) {
      return "";
    }
  }
}

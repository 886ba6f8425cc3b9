package net.teardown.socket;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A kernel parameter (sysctl(8)) that holds one number or several. It may be changed at any time,
 * so it is read each time it is needed; an open file makes that cheap.
 */
final class KernelSwitch {

  private static final int LONGEST = 64;

  private final String name;

  /** Not a FileChannel, which an interrupt of one reader closes for all. */
  private final @Nullable RandomAccessFile file;

  /**
   * @param name as in sysctl(8): {@code net.ipv4.tcp_rfc1337}
   */
  KernelSwitch(String name) {
    this.name = name;
    this.file = open(Path.of("/proc/sys", name.replace('.', '/')));
  }

  private static @Nullable RandomAccessFile open(Path path) {
    try {
      return new RandomAccessFile(path.toFile(), "r");
    } catch (IOException _) {
      // Not Linux, another kernel, or procfs isn't readable.
      return null;
    }
  }

  String name() {
    return name;
  }

  /** Whether the value is other than 0 now; {@code otherwise} where it can't be read. */
  boolean isSet(boolean otherwise) {
    String text = text();
    return text.isEmpty() ? otherwise : text.charAt(0) != '0';
  }

  /** The value now, one number or several; empty where it can't be read. */
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

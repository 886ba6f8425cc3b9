package net.teardown.socket;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A number among the kernel's parameters, sysctl(8), that may be changed at any time: read anew
 * each time it matters, which an open file makes cheap.
 */
final class KernelSwitch {

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
  synchronized boolean isSet(boolean otherwise) {
    if (file == null) {
      return otherwise;
    }
    try {
      file.seek(0);
      int first = file.read();
      return first < 0 ? otherwise : first != '0';
    } catch (IOException _) {
      return otherwise;
    }
  }
}

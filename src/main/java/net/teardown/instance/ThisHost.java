package net.teardown.instance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host that this instance runs on. */
public final class ThisHost {

  private ThisHost() {}

  /**
   * The host's name from the kernel, see hostname(7). The resolver, which may take seconds without
   * a name server, is asked only if the kernel's name can't be read. The last resort is {@code
   * localhost}.
   */
  public static String name() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException _) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException _) {
        return "localhost";
      }
    }
  }
}

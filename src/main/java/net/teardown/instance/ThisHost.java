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
   * Its name as the kernel says it, see hostname(7); a resolver, which may take seconds where there
   * is none, is asked only where the kernel can't be; {@code localhost} where that doesn't know.
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

package net.teardown.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Where this instance looks from.
 *
 * @param name {@code teardown.vantage}, its name in outcomes and metrics; the host's name if left
 *     out
 */
@ConfigurationProperties("teardown")
record Vantage(@Name("vantage") @Nullable String name) {

  String nameOrHost() {
    return name != null && !name.isBlank() ? name : hostName();
  }

  /**
   * The kernel's own name for this host first: asking a resolver may take seconds where there is
   * none.
   */
  private static String hostName() {
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

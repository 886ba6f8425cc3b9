package net.teardown.socket;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which stack this process can have. */
final class Platform {
  private static final Logger log = LoggerFactory.getLogger(TcpStack.class);

  private Platform() {}

  static TcpStack stack() {
    Optional<String> unlike = Linux.unlike();
    if (unlike.isPresent()) {
      return fallBack(unlike.get());
    }
    try {
      return new PosixStack();
    } catch (ExceptionInInitializerError e) {
      // Libc links its calls when it is first used.
      if (e.getCause() instanceof IllegalCallerException) {
        return fallBack(
            "native access is denied, allow it with --enable-native-access=ALL-UNNAMED");
      }
      return fallBack("libc can't be linked, " + e.getCause());
    }
  }

  private static TcpStack fallBack(String why) {
    log.warn("Sockets are the JDK's, so there is no kernel evidence: {}", why);
    return new JdkStack();
  }
}

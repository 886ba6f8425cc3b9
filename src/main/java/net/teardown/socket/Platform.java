package net.teardown.socket;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the stack that this process can use. */
final class Platform {
  private static final Logger log = LoggerFactory.getLogger(TcpStack.class);

  private Platform() {}

  static TcpStack stack() {
    Optional<String> mismatch = Linux.mismatch();
    if (mismatch.isPresent()) {
      return fallBack(mismatch.get());
    }
    try {
      return new PosixStack();
    } catch (LinkageError e) {
      // Libc links its calls when it is first used, and stays unusable if that fails.
      return fallBack(
          Platform.class.getModule().isNativeAccessEnabled()
              ? "libc can't be linked, " + e
              : "native access is denied, allow it with --enable-native-access=ALL-UNNAMED");
    }
  }

  private static TcpStack fallBack(String why) {
    log.warn("Sockets are the JDK's, so there is no kernel evidence: {}", why);
    return TcpStack.portable();
  }
}

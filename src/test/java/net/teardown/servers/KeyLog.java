package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import net.teardown.Needs;
import net.teardown.lab.Command;

/**
 * How a server is made to log its sessions' secrets, in the format of SSLKEYLOGFILE: lines of each
 * handshake, of one that resumes a session too.
 */
enum KeyLog {
  /** By libssl's callback, which a library sets that is loaded before it. */
  PRELOADED {
    @Override
    void needs() {
      super.needs();
      Needs.success("gcc", "-E", "-o", "/dev/null", SOURCE);
    }

    @Override
    Map<String, String> environment(Path directory, Path file) {
      String library = directory.resolve("keylog.so").toString();
      Command.run(
          "", List.of("gcc", "-O2", "-shared", "-fPIC", "-o", library, SOURCE, "-l:libssl.so.3"));
      return Map.of("LD_PRELOAD", library, VARIABLE, file.toString());
    }
  },
  /** By a variable that its own library of TLS reads. */
  BY_VARIABLE {
    @Override
    Map<String, String> environment(Path directory, Path file) {
      return Map.of(VARIABLE, file.toString());
    }
  },
  BY_OPTION_OF_NODE {
    @Override
    Map<String, String> environment(Path directory, Path file) {
      return Map.of("NODE_OPTIONS", "--tls-keylog=" + file);
    }
  };

  private static final String SOURCE = "src/test/c/keylog.c";
  private static final String VARIABLE = "SSLKEYLOGFILE";

  /** Skips the test where it can't, or nothing is there to read the log. */
  void needs() {
    Needs.success("tshark", "--version");
  }

  /**
   * The variables of the server's environment.
   *
   * @param directory for what is loaded
   * @param file to append to
   */
  abstract Map<String, String> environment(Path directory, Path file);

  /** Starts the server, with a file in this directory. */
  Running start(Maker server, Path directory) throws Exception {
    Path file = file(directory);
    return server.start(directory, environment(directory, file)).loggingKeysTo(file);
  }

  /** Some change from root to a user who has to write it. */
  private static Path file(Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("keys.log"));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
  }
}

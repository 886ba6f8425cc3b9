package net.teardown.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks the kernel which TCP ports this process listens on, whoever in it opened them: a lane, a
 * library, the JVM itself. By proc(5), because no call lists a process's sockets.
 */
final class ListeningSockets {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** Columns of the tables. */
  private static final int LOCAL_ADDRESS = 1;

  private static final int STATE = 3;
  private static final int INODE = 9;

  private static final String LISTEN = "0A";

  private ListeningSockets() {}

  /** Whether one of them has this port, at any address. False where the kernel can't be asked. */
  static boolean have(int port) {
    try {
      Set<String> inodes = new HashSet<>();
      for (Path table : TABLES) {
        addListening(port, table, inodes);
      }
      return !inodes.isEmpty() && isOwn(inodes);
    } catch (IOException | UncheckedIOException | DirectoryIteratorException _) {
      return false;
    }
  }

  private static void addListening(int port, Path table, Set<String> inodes) throws IOException {
    if (!Files.exists(table)) {
      return;
    }
    String ends = String.format(Locale.ROOT, ":%04X", port);
    try (Stream<String> rows = Files.lines(table)) {
      rows.skip(1)
          .map(row -> row.strip().split("\\s+", -1))
          // They stand first, so that the table's length doesn't matter.
          .takeWhile(row -> row[STATE].equals(LISTEN))
          .filter(row -> row[LOCAL_ADDRESS].endsWith(ends))
          .forEach(row -> inodes.add("socket:[%s]".formatted(row[INODE])));
    }
  }

  private static boolean isOwn(Set<String> sockets) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
      return false;
    }
  }

  /** What a descriptor stands for; empty if it has been closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return "";
    }
  }
}

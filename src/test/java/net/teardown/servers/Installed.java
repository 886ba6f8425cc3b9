package net.teardown.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.Needs;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;

/** A server that is a program of its own, started on a configuration made for it. */
abstract class Installed implements Maker {

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+[.\\d]*");

  /** The name of its program. */
  abstract String program();

  /** What its program is to be asked, for it to print its version. */
  abstract String versionOption();

  abstract String configuration(int port, Path directory) throws IOException;

  /** What starts it in the foreground. */
  abstract List<String> command(Path configuration, Path directory);

  @Override
  public void needs() {
    Needs.success(program(), versionOption());
  }

  @Override
  public Running start(Path directory) throws Exception {
    int port = Machine.freePort();
    Path file = Files.writeString(directory.resolve(program()), configuration(port, directory));
    Daemon daemon = Daemon.start(command(file, directory), directory.resolve(program() + ".log"));
    daemon.awaitListening(port);
    return new Running(port, version(), daemon);
  }

  /** A directory that it serves: one small file. */
  static Path site(Path directory) throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    Files.writeString(site.resolve("index.html"), "ok\n");
    return site;
  }

  private String version() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program(), versionOption()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      throw new IllegalStateException(program() + " does not tell its version: " + said);
    }
    return version.group();
  }
}

package net.teardown.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.teardown.Needs;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;

/** An installed server program, started with a generated configuration. */
abstract class Installed implements Maker {

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+[.\\d]*");

  /** The name of its program. */
  abstract String program();

  /** The option that makes it print its version. */
  abstract String versionOption();

  abstract String configuration(int port, Path directory) throws IOException;

  /** The command that starts it in the foreground. */
  abstract List<String> command(Path configuration, Path directory);

  @Override
  public void needs() {
    Needs.success(program(), versionOption());
  }

  @Override
  public Running start(Path directory) throws Exception {
    return start(directory, Map.of());
  }

  @Override
  public Running start(Path directory, Map<String, String> environment) throws Exception {
    int port = Machine.freePort();
    Path file = Files.writeString(directory.resolve(program()), configuration(port, directory));
    Daemon daemon =
        Daemon.start(command(file, directory), environment, directory.resolve(program() + ".log"));
    daemon.awaitListening(port);
    return new Running(port, version(program(), versionOption()), daemon);
  }

  /** A directory for it to serve, with one small file. */
  static Path site(Path directory) throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    Files.writeString(site.resolve("index.html"), "ok\n");
    return site;
  }

  /** The version that a program prints, given this option. */
  static String version(String program, String option) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(program, option).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher version = VERSION.matcher(printed);
    if (!version.find()) {
      throw new IllegalStateException(program + " does not tell its version: " + printed);
    }
    return version.group();
  }
}

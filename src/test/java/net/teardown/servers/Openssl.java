package net.teardown.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.teardown.Needs;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;

/** {@code openssl s_server -www}, which answers a GET and knows no other method. */
final class Openssl implements Maker {

  private final List<String> options;

  /** One with further options. */
  Openssl(String... options) {
    this.options = List.of(options);
  }

  @Override
  public void needs() {
    Needs.command("openssl");
  }

  @Override
  public Running start(Path directory) throws Exception {
    return start(directory, Map.of());
  }

  @Override
  public Running start(Path directory, Map<String, String> environment) throws Exception {
    int port = Machine.freePort();
    List<String> command = new ArrayList<>(command("127.0.0.1", port, directory));
    command.addAll(options);
    Daemon daemon = Daemon.start(command, environment, directory.resolve("openssl.log"));
    daemon.awaitListening(port);
    return new Running(port, Installed.version("openssl", "version"), daemon);
  }

  static List<String> command(String address, int port, Path directory) throws IOException {
    String pem = TlsSide.pem(directory).toString();
    return List.of(
        "openssl",
        "s_server",
        "-quiet",
        "-www",
        "-accept",
        "%s:%d".formatted(address, port),
        "-key",
        pem,
        "-cert",
        pem);
  }
}

package net.teardown;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.teardown.lab.Daemon;
import net.teardown.lab.Machine;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus on loopback, which runs until it is closed. */
final class PrometheusServer implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Daemon daemon;
  private final URI base;

  private PrometheusServer(Daemon daemon, URI base) {
    this.daemon = daemon;
    this.base = base;
  }

  /**
   * Starts it.
   *
   * @param directory the directory of its files; paths in the configuration are relative to it
   */
  static PrometheusServer start(Path directory, Map<String, Object> configuration)
      throws IOException {
    Path file =
        Files.writeString(directory.resolve("prometheus.yml"), new Yaml().dump(configuration));
    int port = Machine.freePort();
    Daemon daemon =
        Daemon.start(
            List.of(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port),
            directory.resolve("prometheus.log"));
    daemon.awaitListening(port);
    return new PrometheusServer(daemon, URI.create("http://127.0.0.1:" + port));
  }

  /**
   * Copies the project's rules into {@code rules} of this directory, changed so that each fires
   * after three seconds.
   */
  static void hastyRules(Path directory) throws IOException {
    Path rules = directory.resolve("rules");
    FileSystemUtils.copyRecursively(Path.of("k8s/monitoring/rules"), rules);
    Path file = rules.resolve("teardown.rules.yml");
    Files.writeString(file, Files.readString(file).replaceAll("for: \\d+m", "for: 3s"));
  }

  /**
   * The current result of an expression, one item per series.
   *
   * @throws AssertionError if Prometheus rejects the expression
   */
  JsonNode query(String expression) {
    return ask("query?query=" + URLEncoder.encode(expression, UTF_8)).get("result");
  }

  /** The values of a label in all series that match. */
  JsonNode values(String label, String selector) {
    return ask(
        "label/%s/values%s"
            .formatted(
                label, selector.isEmpty() ? "" : "?match[]=" + URLEncoder.encode(selector, UTF_8)));
  }

  /** The targets that it scrapes. */
  JsonNode targets() {
    return ask("targets").get("activeTargets");
  }

  /** The rules that it evaluates, by group. */
  JsonNode groups() {
    return ask("rules").get("groups");
  }

  /** The pending and firing alerts. */
  JsonNode alerts() {
    return ask("alerts").get("alerts");
  }

  /** Everything it has logged. */
  String log() {
    return daemon.log();
  }

  private JsonNode ask(String path) {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(base.resolve("/api/v1/" + path.replace("[]", "%5B%5D")))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JSON.readTree(response.body());
      if (!answer.get("status").asString().equals("success")) {
        throw new AssertionError(path + ": " + response.body());
      }
      return answer.get("data");
    } catch (IOException e) {
      throw new AssertionError("Prometheus is gone: " + log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    daemon.close();
    client.close();
  }
}

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
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real Prometheus, on loopback, for as long as it is open. */
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
   * @param directory where its files go; a path in the configuration is relative to it
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
   * What an expression returns now, one item for each series.
   *
   * @throws AssertionError if Prometheus doesn't understand it
   */
  JsonNode query(String expression) {
    return ask("query?query=" + URLEncoder.encode(expression, UTF_8)).get("result");
  }

  /** Values of a label, of all series that match. */
  JsonNode values(String label, String selector) {
    return ask(
        "label/%s/values%s"
            .formatted(
                label, selector.isEmpty() ? "" : "?match[]=" + URLEncoder.encode(selector, UTF_8)));
  }

  /** What it scrapes. */
  JsonNode targets() {
    return ask("targets").get("activeTargets");
  }

  /** What it evaluates, group by group. */
  JsonNode groups() {
    return ask("rules").get("groups");
  }

  /** What it calls attention to, pending and firing. */
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

package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service said of a server that it doesn't control, asked for over HTTP.
 *
 * @param outcome the answer
 */
record Probe(JsonNode outcome) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Asks once, and has nothing kept.
   *
   * @param port where the server is, on 127.0.0.1
   * @param fields of the body, a JSON object with single quotes and without braces
   */
  static Probe of(ServiceProcess service, int port, String fields) throws Exception {
    HttpResponse<String> response = ask(service, "127.0.0.1", port, fields);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new Probe(JSON.readTree(response.body()));
  }

  /** As {@link #of}, of any host: the answer, whatever it is. */
  static HttpResponse<String> ask(ServiceProcess service, String host, int port, String fields)
      throws Exception {
    String body =
        "{'targetHost':'%s','targetPort':%d,%s%s}"
            .formatted(host, port, fields, fields.contains("'server'") ? "" : ",'server':{}")
            .replace('\'', '"');
    return service.post("/api/v1/experiments?store=false", body);
  }

  /** Asks again and again, a few at a time. */
  static List<Probe> times(int times, int atOnce, Callable<Probe> asking) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Probe>> asked = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        asked.add(threads.submit(asking));
      }
      List<Probe> probes = new ArrayList<>();
      for (Future<Probe> probe : asked) {
        probes.add(probe.get());
      }
      return probes;
    }
  }

  String verdict() {
    return outcome.get("verdict").asString();
  }

  String delivery() {
    return outcome.get("delivery").asString();
  }

  /** What is said of the server. */
  JsonNode server() {
    return outcome.get("server");
  }

  String teardown() {
    return server().get("teardown").asString();
  }

  /** The reply's status; null if it was no HTTP. */
  @Nullable Integer status() {
    JsonNode http = server().get("http");
    return http.isNull() ? null : Integer.valueOf(http.get("status").asInt());
  }

  /** How much a client gets that reads on after a write failed: WHOLE 413, say. */
  String readerGets() {
    return gets("readsOn");
  }

  /** How much a client gets that doesn't. */
  String stopperGets() {
    return gets("stopsAtError");
  }

  private String gets(String client) {
    JsonNode is = server().get("clients").get(client);
    JsonNode status = is.get("status");
    return is.get("gets").asString() + (status.isNull() ? "" : " " + status.asInt());
  }

  /** Why a write failed, as errno's symbol; null if none did. */
  @Nullable String writeError() {
    JsonNode error = server().get("writeError");
    return error.isNull() ? null : error.asString();
  }

  long durationMillis() {
    return outcome.get("durationMicros").asLong() / 1000;
  }

  /** The whole answer, for whoever has to find out what went wrong. */
  @Override
  public String toString() {
    return outcome.toPrettyString();
  }
}

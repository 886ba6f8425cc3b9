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
 * The service's report about a third-party server, requested over HTTP.
 *
 * @param outcome the response
 */
record Probe(JsonNode outcome) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Requests one report; the outcome isn't kept.
   *
   * @param port the server's port on 127.0.0.1
   * @param fields the fields of the body, a JSON object with single quotes and without braces
   */
  static Probe of(ServiceProcess service, int port, String fields) throws Exception {
    HttpResponse<String> response = ask(service, "127.0.0.1", port, fields);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new Probe(JSON.readTree(response.body()));
  }

  /** As {@link #of}, for any host; returns the response, whatever it is. */
  static HttpResponse<String> ask(ServiceProcess service, String host, int port, String fields)
      throws Exception {
    String body =
        "{'targetHost':'%s','targetPort':%d,%s%s}"
            .formatted(host, port, fields, fields.contains("'server'") ? "" : ",'server':{}")
            .replace('\'', '"');
    return service.post("/api/v1/experiments?store=false", body);
  }

  /** Makes this many requests, a few at a time. */
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

  /** The report about the server. */
  JsonNode server() {
    return outcome.get("server");
  }

  String teardown() {
    return server().get("teardown").asString();
  }

  /** The ways in which the server may have ended the connection, as far as anything shows. */
  List<String> teardowns() {
    List<String> names = new ArrayList<>();
    server().get("teardowns").forEach(name -> names.add(name.asString()));
    return names;
  }

  /** All of them on one line. */
  String teardownsInWords() {
    return teardowns().isEmpty() ? "not shown" : String.join(" or ", teardowns());
  }

  /** The reply's HTTP status; null if it was not HTTP. */
  @Nullable Integer status() {
    JsonNode http = server().get("http");
    return http.isNull() ? null : Integer.valueOf(http.get("status").asInt());
  }

  /**
   * The delivery and status for a client that reads on after a failed write: WHOLE 413, for
   * example.
   */
  String readerGets() {
    return gets("readsOn");
  }

  /** The delivery and status for a client that stops at a failed write. */
  String stopperGets() {
    return gets("stopsAtError");
  }

  private String gets(String client) {
    JsonNode is = server().get("clients").get(client);
    JsonNode status = is.get("status");
    return is.get("gets").asString() + (status.isNull() ? "" : " " + status.asInt());
  }

  /** How the TLS stream ended; empty if it hadn't. */
  String tlsEnding() {
    return server().get("tls").get("ending").asString("");
  }

  /** The errno of a failed write as a symbol; null if none failed. */
  @Nullable String writeError() {
    JsonNode error = server().get("writeError");
    return error.isNull() ? null : error.asString();
  }

  long durationMillis() {
    return outcome.get("durationMicros").asLong() / 1000;
  }

  /** What is said of it in words. */
  String explanation() {
    return outcome.get("explanation").asString();
  }

  /** The whole response, to analyse a failure. */
  @Override
  public String toString() {
    return outcome.toPrettyString();
  }
}

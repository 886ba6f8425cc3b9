package net.teardown.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service on a port of its own, shared by all tests of the API, with methods to send requests.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:api;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
      "teardown.vantage=probe-a",
      "teardown.runner.max-waiting=1",
      "teardown.runner.max-waiting-queued=1",
      "teardown.runs.max-long=3"
    })
@Import({TestingStoreOutage.class, ServersOfTheTest.class})
abstract class ApiServer {

  static final String ECHO = "{\"bytesSent\": 5, \"bytesRead\": 1}";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @LocalServerPort int port;
  @Autowired JsonMapper mapper;
  @Autowired TestingStoreOutage outage;

  /** A response. */
  record Answer(int status, String contentType, HttpResponse<String> response, JsonMapper mapper) {

    String body() {
      return response.body();
    }

    JsonNode json() {
      return mapper.readTree(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String detail() {
      return json().path("detail").asString("");
    }
  }

  Answer get(String path, String... headers) throws Exception {
    return send(request(path, headers).GET());
  }

  Answer post(String path, String json, String... headers) throws Exception {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer call(String method, String path, String... headers) throws Exception {
    return send(request(path, headers).method(method, HttpRequest.BodyPublishers.noBody()));
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  Answer send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response,
        mapper);
  }

  /** The response to exactly these bytes, up to the server's end of stream. */
  String raw(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return readAll(socket.getInputStream());
    }
  }

  /** Reads everything up to the end of stream or a reset; the bytes before a reset still count. */
  static String readAll(InputStream in) {
    StringBuilder all = new StringBuilder();
    byte[] chunk = new byte[8192];
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        all.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      return all.toString();
    }
    return all.toString();
  }
}

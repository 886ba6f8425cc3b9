package net.teardown.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The atlas over HTTP. */
class AtlasApiIT extends ApiServer {

  @Test
  void theAtlasIsWhatWasMeasured() throws Exception {
    assertThat(get("/api/v1/atlas").json())
        .isEqualTo(mapper.readTree(Files.readString(Path.of("src/main/resources/atlas.json"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nginx/1.18.0 (Ubuntu)           | nginx",
        "openresty/1.25.3                | nginx",
        "Apache/2.4.71 (Debian)          | Apache",
        "Apache-Coyote/1.1               | Tomcat",
        "Jetty(12.1.14)                  | Jetty",
        "SimpleHTTP/0.6 Python/3.11.7    | Python http.server",
        "uvicorn                         |",
        "nobody/1.0                      |",
        "*.{<script>                     |"
      })
  void aServerIsFoundByWhatItSaysOfItself(String says, String product) throws Exception {
    JsonNode atlas =
        get("/api/v1/atlas?server=" + URLEncoder.encode(says, StandardCharsets.UTF_8)).json();

    assertThat(atlas.path("servers").findValuesAsString("product").stream().distinct())
        .containsExactlyElementsOf(Stream.ofNullable(product).toList());
    assertThat(atlas.path("runs").asInt()).isEqualTo(10);
    assertThat(atlas.path("overTls").path("servers").findValuesAsString("product"))
        .isSubsetOf(Stream.ofNullable(product).toList());
  }

  @Test
  void whoSaysNothingMayBeOneOfThoseThatNeedNot() throws Exception {
    assertThat(
            get("/api/v1/atlas?server=")
                .json()
                .path("servers")
                .findValuesAsString("product")
                .stream()
                .distinct())
        .contains("HAProxy", "Tomcat", "Netty", "Node.js")
        .doesNotContain("nginx", "Apache");
  }

  @Test
  void textAndCsvHaveARowForEachServerAndSetting() throws Exception {
    JsonNode atlas = get("/api/v1/atlas").json();
    int servers = atlas.path("servers").size();
    int overTls = atlas.path("overTls").path("servers").size();
    assertThat(get("/api/v1/atlas?format=csv").body().lines())
        .hasSize(1 + servers + 2 * overTls)
        .first()
        .isEqualTo(
            "product,version,setting,answer,small,large,readsOn,stopsAtError,tls,get,upload,tlsClose");
    assertThat(get("/api/v1/atlas?format=text&server=nginx").body())
        .contains("lingering_close always", "WHOLE 413", "TLS 1.2", "TLS 1.3")
        .doesNotContain("Tomcat", "HAProxy");
    assertThat(get("/api/v1/atlas?sever=nginx").detail()).contains("did you mean 'server'?");
  }
}

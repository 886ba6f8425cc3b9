package net.teardown.api.atlas;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.TlsVersion;
import tools.jackson.databind.json.JsonMapper;

/** How servers in common use were seen to end connections, each by some of its settings. */
@Schema(
    description =
        "How servers in common use were seen to end connections on loopback. Counts say how many"
            + " runs came to what.")
public record Atlas(
    @Schema(description = "When it was measured", example = "2026-11-28") LocalDate measured,
    @Schema(description = "On which kernel", example = "Linux 6.18.44") String system,
    @Schema(description = "On which version of Java", example = "25.0.3+9-LTS") String javaVersion,
    @Schema(description = "Runs of each request to each server", example = "10") int runs,
    @Schema(description = "Body of the small upload, in bytes", example = "16384") long smallBytes,
    @Schema(description = "Body of the large upload, in bytes", example = "10485760")
        long largeBytes,
    @Schema(description = "What to change where an answer is at risk, for any client and server")
        List<String> advice,
    @Schema(description = "One for each server and setting") List<AtlasServer> servers,
    @Schema(description = "Servers that were not asked, and why", example = "[]")
        List<String> notAsked,
    @Schema(description = "How servers end TLS, measured apart") AtlasOverTls overTls) {

  /** Where the build has it. */
  public static final String FILE = "atlas.json";

  /** One server with one setting. */
  @Schema(description = "How one server with one setting ended connections")
  public record AtlasServer(
      @Schema(description = "The product", example = "Tomcat") String product,
      @Schema(description = "Its version", example = "11.0.27.0") String version,
      @Schema(description = "The setting", example = "maxSwallowSize -1") String setting,
      @Schema(
              description = "HTTP statuses of the refused uploads, small and large",
              example = "{\"413\": 60}")
          Map<String, Integer> answers,
      @Schema(
              description = "Verdicts of the small upload, by how the client writes",
              example = "{\"ALL_THEN_READ\": {\"CLEAN_EOF\": 10}}")
          Map<Writing, Map<String, Integer>> small,
      @Schema(description = "The large upload, by how the client writes")
          Map<Writing, LargeUpload> large,
      @Schema(
              description = "Verdict and status of other requests, by what was asked",
              example = "{\"nothing sent\": {\"CLEAN_EOF\": 10}}")
          Map<String, Map<String, Integer>> others,
      @Schema(description = "What to change at this server; none where nothing is known or needed")
          List<String> advice) {}

  /** What came of the uploads that no buffer holds, for one way of writing. */
  @Schema(description = "What came of an upload that no buffer holds, for one way of writing")
  public record LargeUpload(
      @Schema(description = "Verdicts", example = "{\"EOF_THEN_RESET\": 10}")
          Map<String, Integer> verdicts,
      @Schema(
              description = "Ways to end a connection that look like that",
              example = "{\"HALF_CLOSE_THEN_CLOSE or PLAIN_CLOSE\": 10}")
          Map<String, Integer> teardowns,
      @Schema(
              description = "What the first failed write said; - for none",
              example = "{\"EPIPE\": 10}")
          Map<String, Integer> writeErrors,
      @Schema(
              description = "What a client gets that reads on after a failed write",
              example = "{\"WHOLE 413\": 10}")
          Map<String, Integer> readsOn,
      @Schema(
              description = "What a client gets that stops at a failed write",
              example = "{\"NOTHING\": 10}")
          Map<String, Integer> stopsAtError) {}

  /** How servers end TLS. */
  @Schema(description = "How servers end TLS, measured apart")
  public record AtlasOverTls(
      @Schema(description = "When it was measured", example = "2026-11-29") LocalDate measured,
      @Schema(description = "On which kernel", example = "Linux 6.18.44") String system,
      @Schema(description = "On which version of Java", example = "25.0.3+9-LTS")
          String javaVersion,
      @Schema(description = "Runs of each request to each server", example = "50") int runs,
      @Schema(description = "One for each server") List<TlsRow> servers,
      @Schema(description = "Servers that were not asked, and why", example = "[]")
          List<String> notAsked) {

    private AtlasOverTls of(Predicate<String> product) {
      List<TlsRow> some = servers.stream().filter(row -> product.test(row.product())).toList();
      return new AtlasOverTls(measured, system, javaVersion, runs, some, notAsked);
    }
  }

  /** One server that speaks TLS. */
  @Schema(description = "How one server ended TLS")
  public record TlsRow(
      @Schema(description = "The product", example = "nginx") String product,
      @Schema(description = "Its version", example = "1.22.1") String version,
      @Schema(description = "The setting", example = "as it comes") String setting,
      @Schema(description = "By the version of TLS that it was spoken to in")
          Map<TlsVersion, TlsEndings> endings) {}

  /** How often what ended how, as a verdict, how TLS ended, and the answer's HTTP status. */
  @Schema(
      description = "How often what ended how: a verdict, how TLS ended, the answer's HTTP status")
  public record TlsEndings(
      @Schema(
              description = "A GET with Connection: close",
              example = "{\"CLEAN_EOF CLOSE_NOTIFY 200\": 50}")
          Map<String, Integer> get,
      @Schema(
              description =
                  "An upload of 4 MiB that it refuses by its Content-Length; none where it has no"
                      + " means to",
              example = "{\"EOF_THEN_RESET RESET_AFTER_CLOSE_NOTIFY 413\": 50}")
          Map<String, Integer> upload,
      @Schema(description = "The module tls_close", example = "{\"CLEAN_EOF CLOSE_NOTIFY\": 50}")
          Map<String, Integer> tlsClose) {}

  /** Reads that of the build. */
  public static Atlas fromResource() {
    try (InputStream resource = Atlas.class.getResourceAsStream("/" + FILE)) {
      return new JsonMapper().readValue(resource, Atlas.class);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " can't be read", e);
    }
  }

  /** This atlas with the servers of these products alone. */
  Atlas of(List<String> products) {
    Predicate<String> among =
        measured -> products.stream().anyMatch(product -> product.startsWith(measured));
    return new Atlas(
        measured,
        system,
        javaVersion,
        runs,
        smallBytes,
        largeBytes,
        advice,
        servers.stream().filter(server -> among.test(server.product())).toList(),
        notAsked,
        overTls.of(among));
  }
}

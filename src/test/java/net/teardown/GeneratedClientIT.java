package net.teardown;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the OpenAPI document as somebody meets it who generates a client from it. The generator and
 * what its clients need are put into target/openapi-generator by {@code mvn -Plab verify}.
 */
@Tag("lab")
class GeneratedClientIT {

  private static final Path TOOLS = Path.of("target", "openapi-generator");
  private static final Path USER =
      Path.of("src", "test", "resources", "generated-client", "ClientUser.java");

  @TempDir private static Path directory;

  @Test
  void aGeneratedClientRunsOneOfEachKindAScenarioAndACampaign() throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write("ok\n".getBytes(US_ASCII));
          exchange.close();
        });
    server.start();
    try (ServiceProcess service =
        ServiceProcess.start(List.of(), directory, "--teardown.responder.port=0")) {
      URI base = service.firstCall().resolve("/");
      compile(generated(service), classes);

      assertThat(use(classes, base, server.getAddress().getPort()))
          .containsExactly(
              "loopback: RESET kept",
              "responder: RESET kept",
              "server: KEPT_OPEN kept",
              "scenario: EOF_THEN_RESET",
              "campaign: COMPLETED [{bytesRead=1}={RESET=3}, {bytesRead=5}={CLEAN_EOF=3}]",
              "read: COMPLETED");
    } finally {
      server.stop(0);
    }
  }

  /** The directory of the sources that are generated from the service's document. */
  private static Path generated(ServiceProcess service) throws Exception {
    Path document = directory.resolve("api.json");
    Files.writeString(document, service.get("/v3/api-docs").body());
    Path client = directory.resolve("client");
    Path log = directory.resolve("generator.log");
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                TOOLS.resolve("openapi-generator-cli.jar").toString(),
                "generate",
                "-i",
                document.toString(),
                "-g",
                "java",
                "--library",
                "native",
                "--additional-properties",
                "useJakartaEe=true",
                "-o",
                client.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = generator.waitFor(5, TimeUnit.MINUTES);
    generator.destroyForcibly();
    assertThat(ended && generator.exitValue() == 0).as(Files.readString(log)).isTrue();
    return client.resolve(Path.of("src", "main", "java"));
  }

  private static void compile(Path sources, Path classes) throws Exception {
    List<Path> files = new ArrayList<>(List.of(USER));
    try (Stream<Path> all = Files.walk(sources)) {
      all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
    }
    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-d",
                      classes.toString(),
                      "-classpath",
                      ServiceProcess.classPath()
                          + File.pathSeparator
                          + TOOLS.resolve("jackson-databind-nullable.jar")),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  @SuppressWarnings("unchecked") // as ClientUser declares it
  private static List<String> use(Path classes, URI base, int serverPort) throws Exception {
    URL[] client = {
      classes.toUri().toURL(), TOOLS.resolve("jackson-databind-nullable.jar").toUri().toURL()
    };
    try (URLClassLoader loader = new URLClassLoader(client)) {
      return (List<String>)
          loader
              .loadClass("ClientUser")
              .getMethod("use", String.class, int.class)
              .invoke(null, base.toString().replaceAll("/$", ""), serverPort);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}

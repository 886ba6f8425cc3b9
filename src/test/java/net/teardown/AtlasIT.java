package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.teardown.api.atlas.Atlas;
import net.teardown.api.atlas.Atlas.AtlasOverTls;
import net.teardown.api.atlas.Atlas.TlsEndings;
import net.teardown.api.atlas.Atlas.TlsRow;
import net.teardown.experiment.spec.Writing;
import net.teardown.experiment.terms.TlsVersion;
import net.teardown.servers.Running;
import net.teardown.servers.Server;
import net.teardown.servers.TlsServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records how real servers end connections, as the service reports them: {@code mvn -Patlas
 * verify}. The results are written down, not judged.
 */
@Tag("atlas")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class AtlasIT {

  private static final Path DATA = Path.of("src", "main", "resources", Atlas.FILE);

  static final int TIMES = 10;
  private static final int AT_ONCE = 4;

  /** How often a server is asked each over TLS; {@code -Datlas.tls=5} for less. */
  private static final int TLS_TIMES = Integer.getInteger("atlas.tls", 50);

  static final int SMALL = 16 * 1024;
  static final int LARGE = 10 * 1024 * 1024;

  /** Longer than a server's idle timeout, so that the end of an idle connection is seen. */
  static final int WAIT_MILLIS = (Server.IDLE_SECONDS + 2) * 1000;

  static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    OTHERS.put(
        "GET",
        "'server':{'request':{'http':{'method':'GET'}},'silenceMillis':%1$d,'settleMillis':%1$d},'timeoutMillis':20000");
    OTHERS.put(
        "GET, `Connection: close`",
        "'server':{'request':{'http':{'method':'GET','headers':{'Connection':'close'}}}},'timeoutMillis':20000");
    OTHERS.put(
        "GET, then a half-close",
        "'server':{'request':{'http':{'method':'GET'}}},'initiatorHalfCloses':true,'timeoutMillis':20000");
    OTHERS.put("nothing sent", "'bytesSent':0,'timeoutMillis':%1$d");
  }

  @TempDir private Path directory;

  @Test
  void everyServerIsAskedHowItEndsConnections() throws Exception {
    List<AtlasEntry> entries = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    try (ServiceProcess service =
        ServiceProcess.start(List.of(), directory, "--teardown.responder.port=0")) {
      for (Server server : Server.values()) {
        try {
          server.needs();
        } catch (TestAbortedException e) {
          missing.add("%s: %s".formatted(server, e.getMessage()));
          continue;
        }
        entries.add(ask(service, server));
      }
    }
    assertThat(entries).isNotEmpty();
    write(
        new Atlas(
            today(),
            system(),
            Runtime.version().toString(),
            TIMES,
            SMALL,
            LARGE,
            entries.stream().flatMap(entry -> entry.general().stream()).distinct().toList(),
            entries.stream().map(AtlasEntry::row).toList(),
            missing,
            measured().overTls()));
  }

  /** Measures the part of TLS alone, and leaves the rest as it was measured. */
  @Test
  void everyServerOfTlsIsAskedHowItEndsIt() throws Exception {
    List<TlsRow> rows = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    try (ServiceProcess service =
        ServiceProcess.start(List.of(), directory, "--teardown.responder.port=0")) {
      for (TlsServer server : TlsServer.values()) {
        try {
          server.needs();
        } catch (TestAbortedException e) {
          missing.add("%s: %s".formatted(server, e.getMessage()));
          continue;
        }
        rows.add(ask(service, server));
      }
    }
    assertThat(rows).isNotEmpty();
    Atlas atlas = measured();
    write(
        new Atlas(
            atlas.measured(),
            atlas.system(),
            atlas.javaVersion(),
            atlas.runs(),
            atlas.smallBytes(),
            atlas.largeBytes(),
            atlas.advice(),
            atlas.servers(),
            atlas.notAsked(),
            new AtlasOverTls(
                today(), system(), Runtime.version().toString(), TLS_TIMES, rows, missing)));
  }

  private static TlsRow ask(ServiceProcess service, TlsServer server) throws Exception {
    Map<TlsVersion, TlsEndings> endings = new TreeMap<>();
    try (Running running = server.start()) {
      int port = running.port();
      for (TlsVersion version : TlsVersion.values()) {
        endings.put(
            version,
            new TlsEndings(
                ask(service, port, TlsAsked.GET, version),
                server.refusesUploads() ? ask(service, port, TlsAsked.UPLOAD, version) : Map.of(),
                ask(service, port, TlsAsked.TLS_CLOSE, version)));
      }
      return new TlsRow(server.product(), running.version(), server.setting(), endings);
    }
  }

  /** One after the other, which is all that s_server serves. */
  private static Map<String, Integer> ask(
      ServiceProcess service, int port, TlsAsked asked, TlsVersion version) throws Exception {
    return TlsAsked.endings(Probe.times(TLS_TIMES, 1, asked.of(service, port, version)));
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  private static String system() throws IOException {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    return System.getProperty("os.name") + " " + release;
  }

  /** What was measured last. */
  private static Atlas measured() throws IOException {
    return new JsonMapper().readValue(Files.readString(DATA), Atlas.class);
  }

  private static void write(Atlas atlas) throws IOException {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    PrettyPrinter printer =
        new DefaultPrettyPrinter(separators)
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    Files.writeString(
        DATA, new JsonMapper().writer().with(printer).writeValueAsString(atlas) + "\n");
    Files.write(AtlasPage.PAGE, AtlasPage.of(atlas));
  }

  private static AtlasEntry ask(ServiceProcess service, Server server) throws Exception {
    try (Running running = server.start();
        ExecutorService threads = Executors.newCachedThreadPool()) {
      int port = running.port();
      // These mostly wait; the uploads don't.
      Map<String, Future<List<Probe>>> waiting = new LinkedHashMap<>();
      OTHERS.forEach((what, fields) ->
          waiting.put(
              what,
              threads.submit(() -> ask(service, port, fields.formatted(WAIT_MILLIS), TIMES))));
      Map<Writing, List<Probe>> small = uploads(service, port, SMALL);
      Map<Writing, List<Probe>> large = uploads(service, port, LARGE);
      Map<String, List<Probe>> others = new LinkedHashMap<>();
      for (var asked : waiting.entrySet()) {
        others.put(asked.getKey(), asked.getValue().get());
      }
      return new AtlasEntry(server, running.version(), small, large, others);
    }
  }

  private static Map<Writing, List<Probe>> uploads(ServiceProcess service, int port, int bytes)
      throws Exception {
    Map<Writing, List<Probe>> uploads = new TreeMap<>();
    for (Writing writing : Writing.values()) {
      uploads.put(
          writing,
          ask(
              service,
              port,
              "'server':{'request':{'http':{'method':'POST','bodyBytes':%d}},'writing':'%s','silenceMillis':500,'settleMillis':500},'timeoutMillis':20000"
                  .formatted(bytes, writing),
              AT_ONCE));
    }
    return uploads;
  }

  private static List<Probe> ask(ServiceProcess service, int port, String fields, int atOnce)
      throws Exception {
    return Probe.times(TIMES, atOnce, () -> Probe.of(service, port, fields));
  }
}

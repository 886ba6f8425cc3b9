package net.teardown.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class PostgresExperimentsTests extends ExperimentsContract {

  @TempDir(cleanup = CleanupMode.ALWAYS)
  private static Path directory;

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startServer() throws IOException {
    postgres = server(0);
  }

  @AfterAll
  static void stopServer() throws IOException {
    postgres.close();
  }

  private static EmbeddedPostgres server(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false);
    if (port != 0) {
      builder.setPort(port);
    }
    return builder.start();
  }

  @Override
  TestingStore start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(
        "--spring.datasource.url=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres");
    all.add("--spring.datasource.username=postgres");
    all.add("--spring.datasource.password=unused");
    return TestingStore.start(all.toArray(String[]::new));
  }

  @Override
  void takeAway(TestingStore store) throws IOException {
    postgres.close();
  }

  @Override
  void bringBack() throws IOException {
    postgres = server(postgres.getPort());
  }
}

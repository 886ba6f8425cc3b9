package net.teardown.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of its own. */
final class TestingPostgres implements TestingDatabase {

  private final Path directory;
  private EmbeddedPostgres server;

  TestingPostgres(Path directory) throws IOException {
    this.directory = directory;
    this.server = server(0);
  }

  private EmbeddedPostgres server(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofMinutes(2));
    if (port != 0) {
      builder.setPort(port);
    }
    return builder.start();
  }

  @Override
  public List<String> arguments() {
    return List.of(
        "--teardown.data-dir=" + directory.resolve("unused"),
        "--spring.datasource.url=jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
        "--spring.datasource.username=postgres",
        "--spring.datasource.password=unused");
  }

  @Override
  public TestingStore start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(arguments());
    return TestingStore.start(all.toArray(String[]::new));
  }

  @Override
  public void takeAway(TestingStore store) throws IOException {
    server.close();
  }

  @Override
  public void bringBack() throws IOException {
    server = server(server.getPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

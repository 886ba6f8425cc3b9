package net.teardown.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** An H2 database in a file. */
final class TestingH2 implements TestingDatabase {

  private final Path directory;
  private @Nullable Connection somebodyElse;

  TestingH2(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<String> arguments() {
    return List.of("--teardown.data-dir=" + directory);
  }

  @Override
  public TestingStore start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(arguments());
    return TestingStore.start(all.toArray(String[]::new));
  }

  /**
   * Switches to exclusive mode from another connection: all other connections are closed, and new
   * ones are refused.
   */
  @Override
  public void takeAway(TestingStore store) throws SQLException {
    somebodyElse =
        DriverManager.getConnection(
            store.bean(Environment.class).getRequiredProperty("spring.datasource.url"));
    somebodyElse.createStatement().execute("set exclusive 2");
  }

  @Override
  public void bringBack() throws SQLException {
    try (Connection taken = Objects.requireNonNull(somebodyElse)) {
      taken.createStatement().execute("set exclusive false");
    }
  }

  @Override
  public void close() {}
}

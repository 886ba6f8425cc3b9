package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.teardown.experiment.outcome.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the messages when the store can't start; each start is a process of its own. */
class StoreFailureAnalyzerIT {

  @TempDir private Path directory;

  @Test
  void aSecondProcessOnOneDataDirectoryIsTold() throws Exception {
    try (TestingStore store = TestingStore.start("--teardown.data-dir=" + directory)) {
      assertThat(startElsewhere("--teardown.data-dir=" + directory))
          .contains(
              "The history in '"
                  + directory
                  + "' (teardown.data-dir) is in use by another process.")
          .contains("--server.port")
          .contains("spring.datasource.url")
          .doesNotContain("\tat ");
      assertThat(store.experiments().keep(Outcomes.reset()).id()).isNotNull();
    }
  }

  @Test
  void aDamagedFileIsNamedAndLeftAlone() throws Exception {
    Path file = directory.resolve("history.mv.db");
    byte[] damaged = "this is no database".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    Files.write(file, damaged);
    assertThat(startElsewhere("--teardown.data-dir=" + directory))
        .contains("'" + file + "' is damaged")
        .contains("Nothing was deleted.")
        .doesNotContain("\tat ");
    assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
  }

  @Test
  void aDirectoryOfANewerVersionIsToldInOneLineAndLeftAlone() throws Exception {
    MigratedFile file = MigratedFile.migrated(directory);
    file.execute(
        "insert into \"flyway_schema_history\" values (99, '99', 'to come', 'SQL',"
            + " 'V99__to_come.sql', 1, 'sa', current_timestamp, 1, true)");
    String before = file.schema();
    assertThat(startElsewhere("--teardown.data-dir=" + directory))
        .contains(
            "The history in '"
                + directory
                + "' (teardown.data-dir) is at version 99, which a newer Teardown has brought it"
                + " to; this one knows versions up to ")
        .contains("Nothing was changed.")
        .doesNotContain("\tat ");
    assertThat(file.schema()).isEqualTo(before);
  }

  @Test
  void aDirectoryOfAnotherBuildIsTold() throws Exception {
    MigratedFile file = MigratedFile.migrated(directory);
    file.execute("update \"flyway_schema_history\" set \"checksum\" = 7 where \"version\" = '2'");
    assertThat(startElsewhere("--teardown.data-dir=" + directory))
        .contains("' (teardown.data-dir) was made by another build of Teardown: ")
        .contains("checksum mismatch for migration version 2")
        .doesNotContain("\tat ");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThat(startElsewhere("--teardown.data-dir=" + file.resolve("below")))
        .contains("can't be written to '" + file.resolve("below") + "' (teardown.data-dir)")
        .doesNotContain("\tat ");
  }

  @Test
  void aRelativeDirectoryIsToldHowToBeWritten() throws Exception {
    assertThat(startElsewhere("--teardown.data-dir=data"))
        .contains("teardown.data-dir is 'data'")
        .contains("'./'");
  }

  @Test
  void aDatabaseServerThatIsNotThereIsNamedWithoutItsPassword() throws Exception {
    assertThat(
            startElsewhere(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/teardown?password=secret"))
        .contains(
            "The database at 'jdbc:postgresql://127.0.0.1:1/teardown' (spring.datasource.url) can't"
                + " be used")
        .contains("spring.datasource.url, .username and .password")
        .doesNotContain("secret")
        .doesNotContain("\tat ");
  }

  private static String startElsewhere(String argument) throws Exception {
    Process process =
        new ProcessBuilder(KeepsUntilKilled.command(argument)).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isEqualTo(1);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}

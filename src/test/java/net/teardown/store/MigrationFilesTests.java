package net.teardown.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Tests what migration files may contain, because a kill can come between any two statements. */
class MigrationFilesTests {

  private static final Pattern NAME = Pattern.compile("V(\\d+)__[a-z0-9_]+\\.sql");

  /** Matches a statement that adds something and can run twice. */
  private static final Pattern ADDS_AGAIN =
      Pattern.compile(
          "create (table|index|sequence) if not exists .+"
              + "|alter table (if exists )?\\w+ add column if not exists .+",
          Pattern.DOTALL);

  /**
   * Matches a statement that adds something. A required column doesn't match, because it would stop
   * an older version from inserting.
   */
  private static final Pattern ADDS =
      Pattern.compile(
          "create (table|index|sequence) .+|alter table \\w+ add column .+", Pattern.DOTALL);

  private static final Pattern MUST_BE_GIVEN =
      Pattern.compile("add column .*not null(?!.*default)", Pattern.DOTALL);

  @Test
  void filesFromTheFourthOnAddOneThingOrCanRunTwice() throws IOException {
    Map<Integer, String> files = files();
    assertThat(files).containsKeys(1, 2, 3, 4);
    files.forEach((version, sql) -> {
      if (version > 3) {
        assertThat(isSafe(sql)).as("V%d: %s", version, sql).isTrue();
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table experiment;",
        "alter table experiment drop column label;",
        "alter table experiment add column colour varchar not null;",
        "create table a (id uuid); create table b (id uuid);",
        "create table if not exists a (id uuid); create index a_by_id on a (id);",
        "insert into experiment_count_turn (turn) values (2);",
        "delete from experiment;"
      })
  void othersAreFound(String sql) {
    assertThat(isSafe(sql)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table a (id uuid); -- one; of a kind",
        "create table if not exists a (id uuid); create index if not exists i on a (id);",
        "alter table experiment add column if not exists colour varchar;",
        "alter table experiment add column colour varchar not null default 'red';"
      })
  void andTheseAreNot(String sql) {
    assertThat(isSafe(sql)).isTrue();
  }

  /** Their checksums are recorded in existing databases. */
  @ParameterizedTest
  @CsvSource({"1,-987566212", "2,-763276258", "3,1425456045"})
  void theFirstThreeStayAsTheyAre(int version, int checksum) throws IOException {
    CRC32 crc = new CRC32();
    Objects.requireNonNull(files().get(version))
        .lines()
        .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    assertThat((int) crc.getValue()).isEqualTo(checksum);
  }

  private static boolean isSafe(String sql) {
    List<String> statements =
        Arrays.stream(sql.replaceAll("--.*", "").toLowerCase(Locale.ROOT).split(";"))
            .map(String::strip)
            .filter(statement -> !statement.isEmpty())
            .toList();
    return statements.stream()
        .allMatch(statement ->
            (statements.size() == 1 ? ADDS : ADDS_AGAIN).matcher(statement).matches()
                && !MUST_BE_GIVEN.matcher(statement).find());
  }

  private static Map<Integer, String> files() throws IOException {
    Map<Integer, String> files = new TreeMap<>();
    for (Resource file :
        new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/*")) {
      Matcher name = NAME.matcher(String.valueOf(file.getFilename()));
      assertThat(name.matches()).as(file.toString()).isTrue();
      files.put(Integer.valueOf(name.group(1)), file.getContentAsString(StandardCharsets.UTF_8));
    }
    return files;
  }
}

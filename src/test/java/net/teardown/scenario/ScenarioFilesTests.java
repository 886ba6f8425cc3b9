package net.teardown.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import net.teardown.experiment.Delivery;
import net.teardown.experiment.Oracle;
import net.teardown.experiment.Spec;
import net.teardown.experiment.Verdict;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class ScenarioFilesTests {

  private final Scenarios scenarios = new ScenarioFiles(new PathMatchingResourcePatternResolver());

  @Test
  void thePapersOwnComeFirst() {
    assertThat(scenarios.all())
        .extracting(Scenario::name)
        .startsWith(
            "echo-one-byte",
            "echo-many-bytes",
            "echo-many-bytes-shutdown",
            "primes-nonprime-second",
            "primes-six-sent");
  }

  @Test
  void everyNameFindsItsScenario() {
    assertThat(scenarios.all())
        .allSatisfy(scenario -> assertThat(scenarios.named(scenario.name())).contains(scenario));
    assertThat(scenarios.named("no-such-scenario")).isEmpty();
  }

  @Test
  void everyPredictionIsTheOracles() {
    assertThat(scenarios.all())
        .allSatisfy(scenario ->
            assertThat(scenario.prediction()).isEqualTo(Oracle.predict(scenario.spec().toSpec())));
  }

  @Test
  void everyScenarioIsADifferentExperiment() {
    assertThat(scenarios.all())
        .extracting(scenario -> scenario.spec().toSpec())
        .doesNotHaveDuplicates();
  }

  @Test
  void thePrimesAreFourBytesEachAndTheReplyIsItsWord() {
    Spec spec = spec("primes-nonprime-second");

    assertThat(spec.bytesSent()).isEqualTo(5 * 4);
    assertThat(spec.bytesRead()).isEqualTo(2 * 4);
    assertThat(spec.replyBytes()).isEqualTo("ERROR".length());
    assertThat(spec("primes-six-sent").plannedUnread()).isEqualTo(4);
    assertThat(spec("primes-six-sent").replyBytes()).isEqualTo("OK".length());
  }

  @Test
  void shutdownPutsAnEndInFrontOfTheResetAndDrainingAvoidsIt() {
    assertThat(verdicts("echo-many-bytes")).containsExactly(Verdict.RESET);
    assertThat(verdicts("echo-many-bytes-shutdown")).containsExactly(Verdict.EOF_THEN_RESET);
    assertThat(verdicts("lingering-close")).containsExactly(Verdict.CLEAN_EOF);
  }

  @Test
  void onlyLargeRepliesCanBeCutShort() {
    assertThat(scenarios.all())
        .allSatisfy(scenario ->
            assertThat(scenario.prediction().deliveries().contains(Delivery.TRUNCATED))
                .isEqualTo(scenario.name().startsWith("large-reply-cut-short")));
  }

  @Test
  void textIsProseInOneParagraph() {
    assertThat(scenarios.all())
        .allSatisfy(scenario -> {
          assertThat(List.of(scenario.story(), scenario.finding()))
              .allSatisfy(
                  text -> assertThat(text).doesNotContain("\n").doesNotContain("  ").endsWith("."));
          assertThat(scenario.title()).hasSizeLessThanOrEqualTo(80).doesNotEndWith(".");
        });
  }

  private Spec spec(String name) {
    return scenarios.named(name).orElseThrow().spec().toSpec();
  }

  private Set<Verdict> verdicts(String name) {
    return scenarios.named(name).orElseThrow().prediction().verdicts();
  }

  @Nested
  class ABrokenFile {

    private static final String SOUND =
        """
        title: A title
        story: A story.
        finding: A finding.
        spec:
          bytesSent: 5
          bytes-read: 1
        expect: [RESET]
        delivery: [NONE_SENT]
        sources: [close(2)]
        """;

    @TempDir Path directory;

    @Test
    void isNotASoundOne() throws IOException {
      write("01-sound.yml", SOUND);

      assertThat(load().named("sound"))
          .get()
          .satisfies(scenario -> assertThat(scenario.spec().bytesRead()).isOne());
    }

    @Test
    void saysWhatTheOracleDoesNot() {
      refuses(
          SOUND.replace("[RESET]", "[CLEAN_EOF]"),
          "'expect' says [CLEAN_EOF], but theory allows [RESET] for this spec");
      refuses(
          SOUND.replace("[NONE_SENT]", "[LOST]"),
          "'delivery' says [LOST], but theory allows [NONE_SENT]");
    }

    @Test
    void hasAKeyThatNobodyKnows() {
      refuses(
          SOUND.replace("bytes-read", "byteRead"),
          "'spec.byteread' in line 6 is no key of a scenario");
      refuses(SOUND + "\nmoral: none\n", "'moral' in line 11 is no key of a scenario");
    }

    @Test
    void lacksAKeyOrLeavesItBlank() {
      refuses(SOUND.replace("story: A story.", ""), "'story' is missing");
      refuses(SOUND.replace("A finding.", "' '"), "'finding' must not be blank");
      refuses(SOUND.replace("[close(2)]", "['']"), "'sources' must name");
      refuses(SOUND.replace("sources: [close(2)]", ""), "'sources' is missing");
      refuses(SOUND.replace("[RESET]", ""), "'expect'");
    }

    @Test
    void hasAValueOfTheWrongType() {
      refuses(
          SOUND.replace("bytesSent: 5", "bytesSent: five"),
          "'spec.bytes-sent' in line 5 can't be five");
      refuses(SOUND.replace("[RESET]", "[EXPLOSION]"), "'expect[0]' in line 7 can't be EXPLOSION");
    }

    @Test
    void asksForASpecThatBreaksARule() {
      refuses(
          SOUND.replace("bytes-read: 1", "bytes-read: 6"),
          "'spec.bytesRead' must not be more than 'bytesSent'");
    }

    @Test
    void isNotOneYamlDocument() {
      refuses("title: [", "not readable as YAML");
      refuses("", "must be one YAML document");
      refuses(SOUND + "---\n" + SOUND, "must be one YAML document, not 2");
    }

    @Test
    void hasAnotherKindOfName() throws IOException {
      write("Echo.yml", SOUND);

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessageContaining("scenarios/Echo.yml: ");
    }

    @Test
    void hasANameThatIsTaken() throws IOException {
      write("01-twice.yml", SOUND);
      write("02-twice.yml", SOUND);

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessage("scenarios/02-twice.yml: there is another file for 'twice'");
    }

    private void refuses(String content, String message) {
      try {
        write("01-broken.yml", content);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessageStartingWith("scenarios/01-broken.yml: ")
          .withMessageContaining(message);
    }

    private void write(String file, String content) throws IOException {
      Files.writeString(directory.resolve(file), content);
    }

    private Scenarios load() {
      return new ScenarioFiles(new PathMatchingResourcePatternResolver(), directory.toUri() + "*");
    }
  }
}

package net.teardown.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.teardown.experiment.spec.Spec;
import net.teardown.experiment.spec.SpecFields;
import net.teardown.experiment.terms.Delivery;
import net.teardown.experiment.terms.Verdict;
import net.teardown.experiment.theory.Oracle;
import net.teardown.formats.Page;
import net.teardown.input.BrokenScenario;
import net.teardown.input.BrokenScenarioAnalyzer;
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
  void thereAreFourGroupsAndNoneIsEmpty() {
    assertThat(scenarios.all())
        .extracting(Scenario::group)
        .containsAll(List.of(Group.values()))
        .isSorted();
    assertThat(scenarios.all()).filteredOn(scenario -> scenario.group() == Group.PAPER).hasSize(5);
  }

  @Test
  void everyNameFindsItsScenario() {
    assertThat(scenarios.all())
        .allSatisfy(scenario -> assertThat(scenarios.named(scenario.name())).contains(scenario));
    assertThat(scenarios.named("no-such-scenario")).isEmpty();
  }

  @Test
  void everyPredictionForBothEndsHereIsTheOracles() {
    assertThat(bothEndsHere())
        .hasSizeGreaterThan(20)
        .allSatisfy(scenario ->
            assertThat(scenario.prediction()).isEqualTo(Oracle.predict(scenario.spec().toSpec())));
  }

  @Test
  void everyScenarioIsADifferentExperiment() {
    assertThat(scenarios.all()).extracting(Scenario::spec).doesNotHaveDuplicates();
    assertThat(bothEndsHere())
        .extracting(scenario -> scenario.spec().toSpec())
        .doesNotHaveDuplicates();
  }

  @Test
  void thePrimesAreFourBytesEachAndTheReplyIsItsWord() {
    Spec spec = spec("primes-nonprime-second");

    assertThat(spec.exchange().bytesSent()).isEqualTo(5 * 4);
    assertThat(spec.close().bytesRead()).isEqualTo(2 * 4);
    assertThat(spec.exchange().replyBytes()).isEqualTo("ERROR".length());
    assertThat(spec("primes-six-sent").plannedUnread()).isEqualTo(4);
    assertThat(spec("primes-six-sent").exchange().replyBytes()).isEqualTo("OK".length());
  }

  @Test
  void shutdownPutsAnEndInFrontOfTheResetAndDrainingAvoidsIt() {
    assertThat(verdicts("echo-many-bytes")).containsExactly(Verdict.RESET);
    assertThat(verdicts("echo-many-bytes-shutdown")).containsExactly(Verdict.EOF_THEN_RESET);
    assertThat(verdicts("lingering-close")).containsExactly(Verdict.CLEAN_EOF);
  }

  @Test
  void onlyLargeRepliesThatNobodyMustHaveReadCanBeCutShort() {
    assertThat(bothEndsHere())
        .allSatisfy(scenario ->
            assertThat(scenario.prediction().deliveries().contains(Delivery.TRUNCATED))
                .isEqualTo(
                    scenario.name().startsWith("large-reply-cut-short")
                        || List.of("truncated-reply", "linger-zero", "tls13-ticket")
                            .contains(scenario.name())));
  }

  @Test
  void textIsProseInOneParagraph() {
    assertThat(scenarios.all())
        .allSatisfy(scenario -> {
          assertThat(
                  List.of(
                      scenario.story(),
                      scenario.mechanism(),
                      scenario.initiatorSees(),
                      scenario.responderSees(),
                      scenario.finding()))
              .allSatisfy(
                  text -> assertThat(text).doesNotContain("\n").doesNotContain("  ").endsWith("."));
          assertThat(scenario.title()).hasSizeLessThanOrEqualTo(80).doesNotEndWith(".");
        });
  }

  @Test
  void thePageOnScenariosTellsExactlyThese() {
    List<String> lines = new ArrayList<>();
    lines.add("| scenario | | needs |");
    lines.add("|---|---|---|");
    for (Scenario scenario : scenarios.all()) {
      lines.add(
          Page.row(
              "[`%s`](#%1$s)".formatted(scenario.name()),
              scenario.title(),
              code(scenario.needs(), ", ")));
    }
    for (Scenario scenario : scenarios.all()) {
      lines.addAll(List.of("", "## " + scenario.name(), "", "*" + scenario.title() + ".*", ""));
      lines.add(scenario.story());
      lines.add("");
      lines.add("- **mechanism:** " + scenario.mechanism());
      lines.add("- **the initiator sees:** " + scenario.initiatorSees());
      lines.add("- **the responder sees:** " + scenario.responderSees());
      lines.add("- **finding:** " + scenario.finding());
      lines.add(
          "- **expected:** %s; delivery %s"
              .formatted(
                  code(scenario.prediction().verdicts(), " or "),
                  code(scenario.prediction().deliveries(), " or ")));
      lines.add("- **sources:** " + String.join("; ", scenario.sources()));
    }
    lines.addAll(List.of("", "## What can't be run", ""));
    lines.add("No spec brings these about; `GET /api/v1/scenarios` says so too.");
    lines.add("");
    lines.add("| case | what happens | why it can't be run |");
    lines.add("|---|---|---|");
    for (NotExpressible other : scenarios.notExpressible()) {
      lines.add(Page.row("`%s`".formatted(other.name()), other.mechanism(), other.reason()));
    }
    // Names in these texts such as <port> are not HTML.
    Page.named("scenarios")
        .holds("scenarios", lines.stream().map(ScenarioFilesTests::plain).toList());
  }

  private static String plain(String line) {
    return line.replace("<", "&lt;");
  }

  private static String code(Collection<?> values, String between) {
    return values.stream().map("`%s`"::formatted).collect(Collectors.joining(between));
  }

  @Test
  void whatAsksAServerLeavesTheTargetToTheCaller() {
    assertThat(scenarios.named("early-413"))
        .get()
        .satisfies(scenario -> {
          assertThat(scenario.needs()).containsExactly("targetHost", "targetPort");
          assertThat(scenario.wholeSpec().says(SpecFields.TARGET_HOST)).isFalse();
          assertThat(scenario.wholeSpec().says(SpecFields.HTTP)).isTrue();
          assertThat(scenario.wholeSpec().says(SpecFields.HOST)).isFalse();
          assertThat(scenario.wholeSpec().get(SpecFields.SETTLE_MILLIS)).isEqualTo(200);
        });
    assertThat(scenarios.named("rst-masked").orElseThrow().needs()).containsExactly("targetHost");
  }

  @Test
  void whatIsExpectedOfAServerIsAmongWhatItWasSeenToDo() {
    assertThat(scenarios.all())
        .filteredOn(scenario -> scenario.spec().expect() != null)
        .hasSizeGreaterThan(10)
        .allSatisfy(scenario -> {
          assertThat(scenario.prediction().verdicts())
              .containsAll(Objects.requireNonNull(scenario.spec().expect()).verdicts());
          assertThat(scenario.prediction().deliveries())
              .containsAll(Objects.requireNonNull(scenario.spec().expect()).deliveries());
        });
  }

  private List<Scenario> bothEndsHere() {
    return scenarios.all().stream().filter(scenario -> !scenario.needsTarget()).toList();
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
        mechanism: A mechanism.
        initiatorSees: One end.
        responderSees: The other.
        finding: A finding.
        spec:
          bytesSent: 5
          bytesRead: 1
        prediction:
          verdicts: [RESET]
          deliveries: [NONE_SENT]
        sources: [close(2)]
        """;

    @TempDir Path directory;

    @Test
    void isNotASoundOne() throws IOException {
      write("01-sound.yml", SOUND);

      assertThat(load().named("sound"))
          .get()
          .satisfies(scenario -> assertThat(scenario.spec().get(SpecFields.BYTES_READ)).isOne());
    }

    @Test
    void saysWhatTheOracleDoesNot() {
      refuses(
          SOUND.replace("[RESET]", "[CLEAN_EOF]"),
          ": 'prediction.verdicts' says [CLEAN_EOF], but theory allows [RESET] for this spec");
      refuses(
          SOUND.replace("[NONE_SENT]", "[LOST]"),
          ": 'prediction.deliveries' says [LOST], but theory allows [NONE_SENT]");
    }

    @Test
    void hasAKeyThatNobodyKnows() {
      refuses(
          SOUND.replace("bytesRead", "byteRead"),
          ", line 9: 'spec.byteRead' is unknown; did you mean 'bytesRead'?");
      refuses(SOUND + "\nmoral: none\n", "'moral' is unknown. Known are title");
      refuses(SOUND + "\ntitle: again\n", "'title' stands there more than once");
    }

    @Test
    void lacksAKeyOrLeavesItBlank() {
      for (String key :
          List.of("story: A story.", "mechanism: A mechanism.", "sources: [close(2)]")) {
        refuses(
            SOUND.replace(key, ""),
            ": '%s' is missing; a scenario has all of these keys: title, story, mechanism"
                .formatted(key.substring(0, key.indexOf(':'))));
      }
      refuses(SOUND.replace("One end.", ""), ": 'initiatorSees' is missing");
      refuses(SOUND.replace("A finding.", "' '"), ": 'finding' must not be blank");
      refuses(SOUND.replace("[close(2)]", "['']"), ": 'sources' must name");
      refuses(SOUND.replace("[close(2)]", "[null]"), ": 'sources' must name");
      refuses(SOUND.replace("[RESET]", ""), ": 'prediction.verdicts' is missing");
    }

    @Test
    void hasAValueOfTheWrongType() {
      refuses(
          SOUND.replace("bytesSent: 5", "bytesSent: five"),
          ", line 8: 'spec.bytesSent' must be a whole number, not a string");
      refuses(
          SOUND.replace("[RESET]", "[EXPLOSION]"),
          ", line 11: 'prediction.verdicts[0]' must be one of CLEAN_EOF");
      refuses(
          SOUND.replace("[RESET]", "RESET"), ", line 11: 'prediction.verdicts' must be an array");
    }

    @Test
    void asksAServerWithoutSayingWhatItWasSeenToDo() {
      String server = SOUND.replace("bytesRead: 1", "server: {}");

      refuses(server.replace("[RESET]", "[]"), ": 'prediction.verdicts' must name at least one");
      refuses(
          server.replace("server: {}", "server: {}\n  targetPort: 80"),
          ": 'spec.targetPort' must be left to the caller");
      refuses(
          server.replace("server: {}", "server: {}\n  replyBytes: 1"),
          ": 'spec.replyBytes' needs another Teardown at the other end");
      refuses(
          server
              .replace("bytesSent: 5\n", "")
              .replace("server: {}", "server: {request: {http: {bodyBytes: 5}}}"),
          ": 'spec.server.request.http.method' is required with a body");
    }

    @Test
    void asksForASpecThatBreaksARule() {
      refuses(
          SOUND.replace("bytesRead: 1", "bytesRead: 6"),
          ": 'spec.bytesRead' must not be more than 'bytesSent'");
      refuses(
          SOUND.replace("bytesRead: 1", "bytesRead: 1\n  targetHost: probe-b"),
          ": 'spec.targetHost' must be left to the caller");
      refuses(
          SOUND.replace("bytesRead: 1", "bytesRead: 6\n  peer: RESPONDER"),
          ": 'spec.bytesRead' must not be more than 'bytesSent'");
    }

    @Test
    void isNotOneYamlDocument() {
      refuses("title: \"", "must be one YAML document");
      refuses("", "is empty");
      refuses(SOUND + "---\n" + SOUND, "must be one YAML document");
      refuses("- " + SOUND.replace("\n", "\n  "), "must be one YAML document");
    }

    @Test
    void stopsTheStartWithALineThatNamesIt() throws IOException {
      write("01-broken.yml", SOUND.replace("bytesSent: 5", "bytesSent: five"));

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .satisfies(broken ->
              assertThat(
                      Objects.requireNonNull(new BrokenScenarioAnalyzer().analyze(broken))
                          .getDescription())
                  .isEqualTo(
                      "scenarios/01-broken.yml, line 8: 'spec.bytesSent' must be a whole"
                          + " number, not a string"));
    }

    @Test
    void listsWhatCannotBeExpressedWithoutSayingWhy() throws IOException {
      write("01-sound.yml", SOUND);
      write("not-expressible.yml", "- name: lb-idle\n  mechanism: Silence.\n");

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessageStartingWith("scenarios/not-expressible.yml: 'reason' is missing");
    }

    @Test
    void hasAnotherKindOfName() throws IOException {
      write("Echo.yml", SOUND);

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessageContaining("scenarios/Echo.yml: ");
    }

    @Test
    void isToldAllThatIsWrongAtOnce() {
      refuses(
          SOUND
              .replace("bytesRead: 1", "bytesRead: 6\n  timeoutMillis: 0")
              .replaceFirst("title: .*", "title: ''"),
          "'title' must not be blank");
      refuses(
          SOUND.replace("bytesRead: 1", "bytesRead: 6\n  timeoutMillis: 0"),
          ":\n"
              + "  'spec.bytesRead' must not be more than 'bytesSent' (5), which is all that the"
              + " closer is sent\n"
              + "  'spec.timeoutMillis' must be 1 to 3600000, not 0");
      refuses(
          SOUND.replace("bytesRead: 1", "bytesRead: one\n  timeoutMillis: soon"),
          ":\n  line 9: 'spec.bytesRead' must be a whole number, not a string\n  line 10:"
              + " 'spec.timeoutMillis' must be a whole number");
    }

    @Test
    void isToldWhatIsMissingBesideWhatCannotBeRead() {
      String broken =
          (SOUND + "\nmoral: none\n")
              .replace("story: A story.", "")
              .replace("A finding.", "' '")
              .replace("bytesRead: 1", "bytesRead: 6")
              .replace("[NONE_SENT]", "[NOTHING]");

      refuses(broken, "'prediction.deliveries[0]' must be one of");
      refuses(broken, "'moral' is unknown");
      refuses(broken, "\n  'spec.bytesRead' must not be more than 'bytesSent' (5)");
      refuses(broken, "\n  'story' is missing");
      refuses(broken, "\n  'finding' must not be blank");
    }

    @Test
    void ofADirectoryOfOnesOwnStandsBesideTheBuiltInOnes() throws IOException {
      write("01-our-upload.yml", SOUND);

      Scenarios more = loadMore();

      assertThat(more.named("our-upload").orElseThrow().group()).isEqualTo(Group.LOOPBACK);
      assertThat(more.all())
          .hasSize(1 + new ScenarioFiles(new PathMatchingResourcePatternResolver()).all().size());
    }

    @Test
    void ofADirectoryOfOnesOwnIsNamedByThatDirectory() throws IOException {
      write("01-echo-one-byte.yml", SOUND);

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::loadMore)
          .withMessage(
              "teardown.scenarios-dir %s/01-echo-one-byte.yml: there is another file for"
                      .formatted(directory)
                  + " 'echo-one-byte': give this one a name of its own");
      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(() ->
              new ScenarioFiles(
                  new PathMatchingResourcePatternResolver(),
                  "classpath:scenarios/*",
                  directory.resolve("nothing")))
          .withMessageEndingWith("nothing: is no directory");
    }

    private Scenarios loadMore() {
      return new ScenarioFiles(
          new PathMatchingResourcePatternResolver(), "classpath:scenarios/*", directory);
    }

    @Test
    void hasANameThatIsTaken() throws IOException {
      write("01-twice.yml", SOUND);
      write("02-twice.yml", SOUND);

      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessageStartingWith("scenarios/02-twice.yml: there is another file for 'twice'");
    }

    private void refuses(String content, String message) {
      try {
        write("01-broken.yml", content);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      assertThatExceptionOfType(BrokenScenario.class)
          .isThrownBy(this::load)
          .withMessageStartingWith("scenarios/01-broken.yml")
          .withMessageContaining(message);
    }

    private void write(String file, String content) throws IOException {
      Files.writeString(directory.resolve(file), content);
    }

    private Scenarios load() {
      return new ScenarioFiles(
          new PathMatchingResourcePatternResolver(), directory.toUri() + "*", null);
    }
  }
}

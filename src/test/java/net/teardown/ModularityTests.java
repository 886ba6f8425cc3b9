package net.teardown;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.teardown.formats.Page;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.NamedInterface;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackagesOf(Teardown.class);

  private static final JavaPackage HOUSE = CLASSES.getPackage(Teardown.class.getPackageName());

  @Test
  void roomsDependOnlyOnWhatTheyDeclare() {
    ApplicationModules.of(Teardown.class).verify();
  }

  @Test
  void everyRoomDeclaresWhatItDependsOn() {
    assertThat(rooms())
        .allSatisfy(room -> {
          assertThat(room.isAnnotatedWith(ApplicationModule.class)).as(room.getName()).isTrue();
          assertThat(declared(room))
              .as(room.getName())
              .doesNotContain(ApplicationModule.OPEN_TOKEN);
        });
  }

  @Test
  void theJudgeCannotLearnWhatWasAskedNorTheOracleWhatWasSeen() {
    assertThat(reach("experiment.evidence")).containsExactly("experiment.terms");
    assertThat(reach("experiment.theory"))
        .doesNotContain("experiment.evidence", "experiment.outcome");
    noClasses()
        .that()
        .resideInAPackage("net.teardown.experiment.evidence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "net.teardown.experiment.spec..",
            "net.teardown.experiment.theory..",
            "net.teardown.experiment.outcome..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("net.teardown.experiment.theory..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "net.teardown.experiment.evidence..", "net.teardown.experiment.outcome..")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(HOUSE.getSubpackagesInTree())
        .allSatisfy(
            room -> assertThat(room.isAnnotatedWith(NullMarked.class)).as(room.getName()).isTrue());
    assertThat(HOUSE.isAnnotatedWith(NullMarked.class)).isTrue();
  }

  @Test
  void theRulesOfTheExperimentKnowNeitherSpringNorInputAndOutput() {
    noClasses()
        .that()
        .resideInAPackage("net.teardown.experiment..")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "org.springframework..",
                    "java.io..",
                    "java.net..",
                    "java.nio.channels..",
                    "java.nio.file..")
                // URI is a value class that opens no connection.
                .and(not(type(URI.class))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** Every package with types, except for named interfaces of an enclosing room. */
  private static List<JavaPackage> rooms() {
    return HOUSE.getSubpackagesInTree().stream()
        .filter(room ->
            room.getClasses().stream()
                .anyMatch(type -> !type.getSimpleName().equals("package-info")))
        .filter(room -> !room.isAnnotatedWith(NamedInterface.class))
        .toList();
  }

  /** Ordered by distance from the rooms that use no other, so that arrows go upwards. */
  @Test
  void thePageOnTheArchitectureHasThisPlan() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaPackage room : rooms()) {
      uses.put(
          room.getName().substring(HOUSE.getName().length() + 1),
          declared(room).stream()
              .map(name -> name.replaceFirst(" ?::.*", ""))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    List<String> lines = new ArrayList<>();
    lines.add("| level | room | what it is | uses |");
    lines.add("|---|---|---|---|");
    List<String> order =
        uses.keySet().stream()
            .sorted(
                Comparator.<String>comparingInt(room -> level(room, uses))
                    .thenComparing(room -> room))
            .toList();
    for (String room : order) {
      lines.add(
          Page.row(
              String.valueOf(level(room, uses)),
              "`%s`".formatted(room),
              firstSentence(room),
              uses.getOrDefault(room, Set.of()).stream()
                  .map("`%s`"::formatted)
                  .collect(Collectors.joining(", "))));
    }
    Page.named("architecture").holds("rooms", lines);
  }

  private static int level(String room, Map<String, Set<String>> uses) {
    return uses.getOrDefault(room, Set.of()).stream()
        .filter(other -> !other.equals(room))
        .mapToInt(other -> 1 + level(other, uses))
        .max()
        .orElse(0);
  }

  /** The first sentence of the room's package-info.java, as Markdown. */
  private static String firstSentence(String room) throws IOException {
    String source =
        Files.readString(
            Path.of("src/main/java/net/teardown", room.replace('.', '/'), "package-info.java"));
    Matcher comment = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL).matcher(source);
    assertThat(comment.find()).as(room).isTrue();
    String text =
        comment
            .group(1)
            .replaceAll("\n \\* ?", " ")
            .replaceAll("\\{@(?:code|link) (?:[a-z]+[.])*([^}]*)}", "`$1`")
            .strip();
    return text.replaceFirst("(?s)(?<=[.]) .*", "");
  }

  private static Set<String> declared(JavaPackage room) {
    return Set.of(room.getAnnotationOfType(ApplicationModule.class).allowedDependencies());
  }

  /** All rooms that a room can use, directly or indirectly. */
  private static Set<String> reach(String room) {
    Set<String> found = new HashSet<>();
    declared(HOUSE.getPackage(room)).stream()
        .flatMap(next -> Stream.concat(Stream.of(next), reach(next).stream()))
        .forEach(found::add);
    return found;
  }

  /** Each format defines itself how something is named and described in it. */
  @Test
  void onlyFormatsKnowHowTheyAreWritten() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "net.teardown.api..",
            "net.teardown.store..",
            "net.teardown.responder.control..",
            // Files that people write.
            "net.teardown.scenario..",
            "net.teardown.probe..",
            "net.teardown.monitor..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.swagger..", "com.fasterxml.jackson.annotation.."))
        .check(CLASSES);
  }

  /** Top-level types only; nested ones are told apart by the type around them. */
  @Test
  void noTwoTypesHaveTheSameName() {
    Map<String, List<String>> named =
        CLASSES.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    assertThat(named).hasSizeGreaterThan(100);
    assertThat(named.values()).filteredOn(types -> types.size() > 1).isEmpty();
  }

  /**
   * A constant's ordinal changes with its neighbours, but its name is stored, sent and shown. Every
   * switch over constants calls ordinal in class files, so the sources are searched.
   */
  @Test
  void nobodyAsksForTheNumberOfAConstant() throws IOException {
    assertNoSourceHas(Pattern.compile("\\bordinal\\(\\)|::ordinal\\b|\\bvalues\\(\\)\\["));
  }

  /**
   * A switch over all kinds, or a method of the kind, makes the compiler name every place to change
   * for a new kind. In class files such a switch may look like a test for one kind.
   */
  @Test
  void nobodyTriesWhetherTheOtherEndIsOfOneKind() throws IOException {
    assertNoSourceHas(Pattern.compile("\\binstanceof\\s+(OtherEnd|Ends|AllowedTarget)\\."));
  }

  private static void assertNoSourceHas(Pattern words) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      assertThat(sources.filter(path -> path.toString().endsWith(".java")))
          .hasSizeGreaterThan(100)
          .allSatisfy(source ->
              assertThat(Files.readString(source)).as("%s", source).doesNotContainPattern(words));
    }
  }
}

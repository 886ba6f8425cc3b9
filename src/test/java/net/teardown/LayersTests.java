package net.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Tests that the classes named {@code *Tests}, which {@code mvn test} runs, start no process,
 * database, network namespace or Spring context, either themselves or through their helpers.
 * Classes that do are named {@code *IT}.
 */
class LayersTests {

  /** Classes whose users start something. */
  private static final List<String> STARTERS =
      List.of(
          "java.lang.ProcessBuilder",
          "javax.sql.DataSource",
          "io.zonky.",
          "org.flywaydb.",
          "org.springframework.jdbc.",
          "org.springframework.boot.SpringApplication",
          "org.springframework.boot.builder.",
          "org.springframework.boot.test.",
          "org.springframework.test.context.");

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("net.teardown");

  @Test
  void theFirstLayerStartsNothing() {
    assertThat(
            TESTS.stream()
                .filter(test -> test.getSimpleName().endsWith("Tests"))
                // Tests the effect of an unmet need, and needs nothing of this machine.
                .filter(test -> !test.getName().equals("net.teardown.NeedsTests"))
                .filter(test -> !started(test).isEmpty())
                .collect(Collectors.toMap(JavaClass::getName, LayersTests::started)))
        .isEmpty();
  }

  @Test
  void theOtherLayerIsSeenToStartSomething() {
    assertThat(started(TESTS.get("net.teardown.ServiceIT"))).contains("java.lang.ProcessBuilder");
  }

  /** The members of {@link #STARTERS} that a test uses, directly or through other test classes. */
  private static Set<String> started(JavaClass test) {
    Set<String> started = new HashSet<>();
    Set<JavaClass> seen = new HashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>(List.of(test));
    while (!open.isEmpty()) {
      JavaClass next = open.pop();
      if (!seen.add(next)) {
        continue;
      }
      for (Dependency dependency : next.getDirectDependenciesFromSelf()) {
        JavaClass used = dependency.getTargetClass().getBaseComponentType();
        if (STARTERS.stream().anyMatch(used.getName()::startsWith)) {
          started.add(used.getName());
        } else if (TESTS.contain(used.getName())) {
          open.push(used);
        }
      }
    }
    return started;
  }
}

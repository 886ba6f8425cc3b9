package net.teardown;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;
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
    assertThat(HOUSE.getSubpackages())
        .allSatisfy(room -> {
          assertThat(room.isAnnotatedWith(ApplicationModule.class)).as(room.getName()).isTrue();
          assertThat(room.getAnnotationOfType(ApplicationModule.class).allowedDependencies())
              .as(room.getName())
              .doesNotContain(ApplicationModule.OPEN_TOKEN);
        });
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
                // A value like any other: it opens nothing.
                .and(not(type(URI.class))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}

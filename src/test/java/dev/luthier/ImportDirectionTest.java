package dev.luthier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which package may import which. A new package has to be entered here. */
class ImportDirectionTest {

  private static final String TENSORFLOW = "org.tensorflow..";

  /** What each package may import of the project. */
  private static final Map<String, List<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("nn", List.of()),
          Map.entry("optim", List.of()),
          Map.entry("search", List.of()),
          Map.entry("search.math", List.of()),
          Map.entry("search.sobol", List.of("search")),
          Map.entry("search.gp", List.of("search", "search.math", "search.sobol")),
          Map.entry("search.tpe", List.of("search", "search.math")),
          Map.entry(
              "search.evolution", List.of("search", "search.math", "search.sobol", "search.tpe")),
          Map.entry("search.auto", List.of("search", "search.gp", "search.tpe")),
          Map.entry("search.pruner", List.of("search", "search.math")),
          Map.entry("search.importance", List.of("search", "search.math")),
          Map.entry("data", List.of("data.proto")),
          Map.entry("data.proto", List.of()),
          Map.entry("device", List.of()),
          Map.entry("draft", List.of("data")),
          Map.entry("graph", List.of("nn", "optim", "data", "device")),
          Map.entry("train", List.of("graph", "nn", "optim", "data")),
          Map.entry("tensorboard", List.of("tensorboard.proto", "train", "graph", "search")),
          Map.entry("tensorboard.proto", List.of()),
          Map.entry(
              "spec",
              List.of(
                  "spec.proto",
                  "nn",
                  "optim",
                  "search",
                  "search.auto",
                  "search.evolution",
                  "search.gp",
                  "search.pruner",
                  "search.sobol",
                  "search.tpe",
                  "data",
                  "train")),
          Map.entry("spec.proto", List.of()),
          Map.entry("keras", List.of("spec", "spec.proto", "nn")),
          Map.entry(
              "run",
              List.of(
                  "spec",
                  "spec.proto",
                  "train",
                  "graph",
                  "device",
                  "nn",
                  "optim",
                  "data",
                  "tensorboard")),
          Map.entry("study.error", List.of()),
          Map.entry("study.trial", List.of("search")),
          Map.entry(
              "study.plan", List.of("spec", "search", "search.evolution", "search.gp", "graph")),
          Map.entry("study.store", List.of("study.error", "study.trial", "search")),
          Map.entry(
              "study.directory",
              List.of(
                  "study.error", "study.store", "study.trial", "run", "spec", "search", "data")),
          Map.entry(
              "study.worker",
              List.of(
                  "study.proto",
                  "study.directory",
                  "study.error",
                  "study.trial",
                  "run",
                  "spec",
                  "spec.proto",
                  "search",
                  "search.evolution",
                  "train",
                  "graph",
                  "device",
                  "data")),
          Map.entry(
              "study",
              List.of(
                  "study.directory",
                  "study.error",
                  "study.plan",
                  "study.store",
                  "study.trial",
                  "study.worker",
                  "run",
                  "spec",
                  "spec.proto",
                  "search",
                  "search.auto",
                  "search.evolution",
                  "data",
                  "tensorboard")),
          Map.entry("study.proto", List.of("spec.proto")),
          Map.entry(
              "history",
              List.of(
                  "study.directory",
                  "study.error",
                  "study.store",
                  "study.trial",
                  "spec",
                  "search")),
          Map.entry("mlflow", List.of("study", "study.store", "search", "train", "graph")),
          Map.entry(
              "report",
              List.of(
                  "study.directory",
                  "study.store",
                  "study.trial",
                  "search",
                  "search.importance",
                  "run",
                  "spec",
                  "spec.proto")),
          Map.entry(
              "cli",
              List.of(
                  "nn",
                  "optim",
                  "search",
                  "search.pruner",
                  "search.sobol",
                  "data",
                  "device",
                  "graph",
                  "train",
                  "tensorboard",
                  "spec",
                  "spec.proto",
                  "run",
                  "keras",
                  "history",
                  "mlflow",
                  "study",
                  "study.directory",
                  "study.error",
                  "study.plan",
                  "study.store",
                  "study.trial",
                  "study.worker",
                  "draft",
                  "report")));

  private static final List<String> WITHOUT_TENSORFLOW =
      List.of("search..", "data", "draft", "report", "study.plan", "study.store", "study.trial");

  static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.luthier");

  @TestFactory
  Stream<DynamicTest> packagesImportOnlyWhatTheyMay() {
    return MAY_IMPORT.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      List<String> forbidden = new ArrayList<>();
                      for (String other : MAY_IMPORT.keySet()) {
                        if (!other.equals(entry.getKey()) && !entry.getValue().contains(other)) {
                          forbidden.add("dev.luthier." + other);
                        }
                      }
                      noClasses()
                          .that()
                          .resideInAPackage("dev.luthier." + entry.getKey())
                          .should()
                          .dependOnClassesThat()
                          .resideInAnyPackage(forbidden.toArray(String[]::new))
                          .allowEmptyShould(true)
                          .check(PRODUCT);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> packagesWithoutTensorFlow() {
    return WITHOUT_TENSORFLOW.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("dev.luthier." + name)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(TENSORFLOW)
                            .allowEmptyShould(true)
                            .check(PRODUCT)));
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.luthier.cli")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(PRODUCT);
  }

  @Test
  void everyPackageIsEntered() {
    classes()
        .should()
        .resideInAnyPackage(
            MAY_IMPORT.keySet().stream().map(n -> "dev.luthier." + n).toArray(String[]::new))
        .check(PRODUCT);
  }
}

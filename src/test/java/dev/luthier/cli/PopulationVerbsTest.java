package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.Owner;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line and studies of a population: who descends from whom, and what is refused. */
class PopulationVerbsTest {

  private static final String STUDY =
      """
      name: "population"
      model: "%s"
      set: "training.epochs=4"
      data { path: "iris" validation_fraction: 0.2 }
      objective { metric: "validation/loss" goal: MINIMIZE }
      parameter { name: "parent" path: "optimizer.*.learning_rate" float { min: 1e-3 max: 1e-1 } }
      sampler { population_based { population: 2 interval_epochs: 2 } }
      """
          .formatted(Path.of("graphs/iris_logistic.textproto").toAbsolutePath());

  @TempDir private Path directory;

  private Path write(String more) throws IOException {
    return Files.writeString(directory.resolve("study.textproto"), STUDY + more);
  }

  private static void assertRefused(String says, Invocation invocation) {
    assertEquals(2, invocation.code(), invocation.err());
    assertEquals("", invocation.out());
    assertEquals(1, invocation.err().lines().count(), invocation.err());
    assertTrue(invocation.err().contains(says), invocation.err());
  }

  @Test
  void whatDoesNotGoWithItIsRefusedInOneLine() throws IOException {
    assertRefused("sampler population_based", Invocation.of("suggest", write("").toString()));
    String study = directory.resolve("run").toString();
    assertRefused(
        "pruner must be left out",
        Invocation.of("tune", write("pruner { median {} }").toString(), "--dir", study));
    assertRefused(
        "trials must be at least the population, 2, was 1",
        Invocation.of("tune", write("").toString(), "--dir", study, "--trials", "1"));
    assertRefused(
        "cross_validation does not go with",
        Invocation.of("tune", write("cross_validation {}").toString(), "--dir", study));
    assertFalse(Files.exists(Path.of(study)));
  }

  @Test
  void checkTellsWhatIsToCome() throws IOException {
    Invocation checked = Invocation.of("check", write("").toString());
    assertEquals(0, checked.code(), checked.err());
    assertTrue(checked.out().contains("population_based"), checked.out());
    assertTrue(checked.out().contains("4 trials"), checked.out());
    assertTrue(checked.out().contains("last epoch"), checked.out());
  }

  /** A study of two members; the last trial, of member 0, descends from the first of member 1. */
  private Path trained() throws IOException {
    StudySpec spec = StudyFile.read(write(""), List.of());
    Path study = directory.resolve("written");
    Files.createDirectories(study);
    Files.writeString(new StudyDirectory(study).definition(), spec.text());
    try (TrialStore store = TrialStores.create(StoreLocation.in(study), spec.name(), spec.text())) {
      Owner owner = store.join("here", 1, "now");
      List<Segment> segments =
          List.of(
              new Segment(0, OptionalInt.empty(), 0, 2),
              new Segment(1, OptionalInt.empty(), 0, 2),
              new Segment(0, OptionalInt.of(1), 2, 3));
      for (int number = 0; number < 3; number++) {
        Assignment assignment = new Assignment(Map.of("parent", Value.of(0.01 * (number + 1))));
        store.create(owner, number, assignment, Optional.of(segments.get(number)));
        store.end(
            owner,
            number,
            new TrialResult(
                Trial.State.COMPLETE,
                OptionalDouble.of(0.5 - 0.125 * number),
                List.of(),
                Map.of(),
                Optional.empty(),
                1.5));
      }
    }
    return study;
  }

  @Test
  void theBestTellsTheScheduleThatItWasTrainedWith() throws IOException {
    String study = trained().toString();
    JsonNode schedule =
        new ObjectMapper()
            .readTree(Invocation.of("study", study, "best", "--format", "json").out())
            .get("schedule");
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                [{"trial": 1, "first_epoch": 1, "last_epoch": 2, "parameters": {"parent": 0.02}},
                 {"trial": 2, "first_epoch": 3, "last_epoch": 3, "parameters": {"parent": 0.03}}]
                """),
        schedule);
    String text = Invocation.of("study", study, "best").out();
    assertTrue(text.matches("(?s).*\\nepochs 1 to 2 +trial 1: parent 0.0200\\n.*"), text);
    assertTrue(text.matches("(?s).*\\nepoch 3 +trial 2: parent 0.0300\\n.*"), text);
  }

  @Test
  void trialsTellMemberAndParent() throws IOException {
    Path study = trained();
    Invocation csv = Invocation.of("study", study.toString(), "trials", "--format", "csv");
    assertEquals(
        List.of(
            "trial,state,member,parent,value,parameter_parent,seconds,attempts,error",
            "0,COMPLETE,0,,0.5,0.01,1.5,1,",
            "1,COMPLETE,1,,0.375,0.02,1.5,1,",
            "2,COMPLETE,0,1,0.25,0.03,1.5,1,"),
        csv.out().lines().toList());
    JsonNode last =
        new ObjectMapper()
            .readTree(Invocation.of("study", study.toString(), "trials", "--format", "json").out())
            .get(2);
    assertEquals(0, last.get("member").asInt());
    assertEquals(1, last.get("parent").asInt());
  }
}

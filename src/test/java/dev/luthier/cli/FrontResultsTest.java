package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a study with two objectives, one of them called like a column. */
class FrontResultsTest {

  private static final StudySpec SPEC =
      StudyFile.parse(
          "graphs/../tuner/shown.textproto",
          """
          name: "shown"
          model: "../graphs/iris_logistic.textproto"
          data { path: "iris" validation_fraction: 0.2 }
          objective { metric: "validation/accuracy" goal: MAXIMIZE }
          objective { metric: "seconds" goal: MINIMIZE }
          parameter { name: "epochs" path: "training.epochs" int { min: 1 max: 99 } }
          """,
          List.of());

  @TempDir private Path study;

  @BeforeEach
  void writeStudy() throws IOException {
    Files.writeString(new StudyDirectory(study).definition(), SPEC.text());
    try (TrialStore store = TrialStores.create(StoreLocation.in(study), SPEC.name(), SPEC.text())) {
      Owner owner = store.join("here", 1, "now");
      double[][] values = {{0.5, 1}, {0.75, 4}, {0.75, 3}, {0.25, 2}, {0.9, 9}};
      for (int number = 0; number < values.length; number++) {
        Assignment assignment = new Assignment(Map.of("epochs", Value.of(number + 1L)));
        assertTrue(store.create(owner, number, assignment).isPresent());
        store.end(
            owner,
            number,
            new TrialResult(
                Trial.State.COMPLETE,
                OptionalDouble.of(values[number][0]),
                List.of(),
                Map.of(),
                Optional.empty(),
                1.5,
                List.of(values[number][1])));
      }
    }
  }

  private String show(String... verb) {
    Invocation invocation =
        Invocation.of(
            Stream.concat(Stream.of("study", study.toString()), Stream.of(verb))
                .toArray(String[]::new));
    assertEquals(ExitCode.DONE, invocation.code(), invocation.err());
    return invocation.out();
  }

  @Test
  void bestIsTheFront() throws IOException {
    JsonNode front = new ObjectMapper().readTree(show("best", "--format", "json"));
    assertEquals(3, front.size());
    assertEquals(
        "{\"trial\":4,\"values\":{\"validation/accuracy\":0.9,\"seconds\":9.0},\"parameters\":"
            + "{\"epochs\":5},\"directory\":\""
            + study
            + "/trials/0004\",\"export\":\"luthier export "
            + study
            + "#4 --to DIR\"}",
        front.get(0).toString());
    assertEquals(2, front.get(1).get("trial").intValue());
    assertEquals(0, front.get(2).get("trial").intValue());
    assertEquals(4, show("best").lines().count());
    assertTrue(
        show("best", "--format", "csv")
            .startsWith(
                "trial,validation/accuracy,objective_seconds,epochs,directory\n4,0.9,9.0,5,"));
  }

  @Test
  void trialsHaveAColumnAnObjective() throws IOException {
    assertEquals(
        List.of(
            "trial,state,validation/accuracy,objective_seconds,epochs,seconds,attempts,error",
            "0,COMPLETE,0.5,1.0,1,1.5,1,"),
        show("trials", "--format", "csv").lines().limit(2).toList());
    JsonNode trials = new ObjectMapper().readTree(show("trials", "--format", "json"));
    assertEquals(
        "{\"validation/accuracy\":0.75,\"seconds\":4.0}", trials.get(1).get("values").toString());
  }

  @Test
  void importanceIsOfAnObjective() {
    assertTrue(show("importance", "--objective", "seconds").contains("epochs"));
    Invocation wrong =
        Invocation.of("study", study.toString(), "importance", "--objective", "loss");
    assertEquals(ExitCode.INVALID, wrong.code());
    assertTrue(
        wrong.err().contains("--objective must be one of validation/accuracy, seconds, was loss"),
        wrong.err());
  }
}

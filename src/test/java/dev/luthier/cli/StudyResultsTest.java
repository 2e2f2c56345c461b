package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The study is open all the while, as one that runs. */
class StudyResultsTest {

  private static final StudySpec SPEC =
      StudyFile.parse(
          "graphs/../tuner/shown.textproto",
          """
          name: "shown"
          model: "../graphs/iris_logistic.textproto"
          data { path: "iris" validation_fraction: 0.2 }
          objective { metric: "validation/accuracy" goal: MAXIMIZE }
          parameter { name: "epochs" path: "training.epochs" int { min: 1 max: 99 } }
          parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 0.5 } }
          parameter { name: "seconds" path: "data.scaling" choice { value: ["NONE", "STANDARDIZE"] } }
          parameter {
            name: "batch" path: "training.batch_size" int { min: 8 max: 64 }
            when { parameter: "seconds" equals: "STANDARDIZE" }
          }
          """,
          List.of());

  @TempDir private Path directory;
  private Path study;
  private TrialStore store;
  private Owner owner;

  @BeforeEach
  void writeStudy() throws IOException {
    study = directory.resolve("study");
    store = create(study);
    owner = store.join("here", 1, "now");
    end(0, assignment(1, 0.25, 8), Trial.State.COMPLETE, 0.5, "");
    end(1, assignment(2, 0.125, 16), Trial.State.COMPLETE, 0.75, "");
    end(2, assignment(3, 0.1, 0), Trial.State.PRUNED, 0.25, "");
    end(3, assignment(4, 0.2, 0), Trial.State.FAILED, Double.NaN, "broke, \"off\"");
    assertTrue(store.create(owner, 4, assignment(5, 0.3, 0)).isPresent());
  }

  private static TrialStore create(Path study) throws IOException {
    Files.createDirectories(study);
    Files.writeString(new StudyDirectory(study).definition(), SPEC.text());
    return TrialStores.create(StoreLocation.in(study), SPEC.name(), SPEC.text());
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private static Assignment assignment(long epochs, double rate, long batch) {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("epochs", Value.of(epochs));
    values.put("rate", Value.of(rate));
    values.put("seconds", Value.of(batch == 0 ? "NONE" : "STANDARDIZE"));
    if (batch > 0) {
      values.put("batch", Value.of(batch));
    }
    Assignment assignment = new Assignment(values);
    assertTrue(SPEC.space().contains(assignment));
    return assignment;
  }

  private void end(
      int number, Assignment assignment, Trial.State state, double value, String error) {
    assertTrue(store.create(owner, number, assignment).isPresent());
    store.end(
        owner,
        number,
        new TrialResult(
            state,
            Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value),
            List.of(),
            Map.of(),
            error.isEmpty() ? Optional.empty() : Optional.of(error),
            1.5));
  }

  private Invocation show(String verb, String... more) {
    return Invocation.of(
        Stream.concat(Stream.of("study", study.toString(), verb), Stream.of(more))
            .toArray(String[]::new));
  }

  private static String done(Invocation invocation) {
    assertEquals(ExitCode.DONE, invocation.code(), invocation.err());
    assertEquals("", invocation.err());
    return invocation.out();
  }

  private static JsonNode json(Invocation invocation) throws IOException {
    assertEquals(1, done(invocation).lines().count());
    return new ObjectMapper().readTree(invocation.out());
  }

  @Test
  void aSoundStoreIsNotRebuilt() throws IOException {
    assertTrue(done(show("repair")).contains("is sound, nothing was changed"));
    assertEquals(
        "{\"state\":\"sound\",\"trials\":null,\"lost\":null,\"damaged\":null}",
        json(show("repair", "--format", "json")).toString());
  }

  @Test
  void trialsInJson() throws IOException {
    JsonNode trials = json(show("trials", "--format", "json"));
    assertEquals(5, trials.size());
    assertEquals(
        "{\"trial\":1,\"state\":\"COMPLETE\",\"value\":0.75,\"parameters\":{\"epochs\":2,"
            + "\"rate\":0.125,\"seconds\":\"STANDARDIZE\",\"batch\":16},\"seconds\":1.5,"
            + "\"attempts\":1,\"error\":null}",
        trials.get(1).toString());
    assertEquals("broke, \"off\"", trials.get(3).get("error").textValue());
    assertTrue(trials.get(3).get("value").isNull());
    assertEquals("RUNNING", trials.get(4).get("state").textValue());
    assertFalse(trials.get(4).get("parameters").has("batch"));
  }

  @Test
  void trialsInCsv() {
    assertEquals(
        """
        trial,state,value,epochs,rate,parameter_seconds,batch,seconds,attempts,error
        0,COMPLETE,0.5,1,0.25,STANDARDIZE,8,1.5,1,
        1,COMPLETE,0.75,2,0.125,STANDARDIZE,16,1.5,1,
        2,PRUNED,0.25,3,0.1,NONE,,1.5,1,
        3,FAILED,,4,0.2,NONE,,1.5,1,"broke, ""off\"""
        4,RUNNING,,5,0.3,NONE,,0.0,1,
        """,
        done(show("trials", "--format", "csv")));
  }

  @Test
  void trialsForPeople() {
    List<String> lines = done(show("trials")).lines().toList();
    assertEquals(6, lines.size());
    assertTrue(lines.get(0).startsWith("trial  state      value  epochs    rate"), lines.get(0));
    assertTrue(lines.get(2).startsWith("1      COMPLETE  0.7500       2  0.1250"), lines.get(2));
  }

  @Test
  void theBestTrial() throws IOException {
    JsonNode best = json(show("best", "--format", "json"));
    assertEquals(1, best.get("trial").intValue());
    assertEquals(0.75, best.get("value").doubleValue());
    assertEquals(2, best.at("/parameters/epochs").intValue());
    assertEquals(study.resolve("trials/0001").toString(), best.get("directory").textValue());
    assertEquals("luthier export " + study + "#1 --to DIR", best.get("export").textValue());
    assertTrue(done(show("best")).contains("luthier export "));
    assertEquals(
        "trial,value,epochs,rate,parameter_seconds,batch,directory\n1,0.75,2,0.125,STANDARDIZE,16,"
            + study.resolve("trials/0001")
            + "\n",
        done(show("best", "--format", "csv")));
  }

  @Test
  void importanceNeedsTrialsAndSumsToOne() throws IOException {
    Invocation early = show("importance");
    assertEquals(ExitCode.FAILED, early.code());
    assertEquals(1, early.err().lines().count(), early.err());
    for (int i = 5; i < 25; i++) {
      end(i, assignment(i, 0.5 / i, 0), Trial.State.COMPLETE, i, "");
    }
    JsonNode shares = json(show("importance", "--format", "json"));
    assertEquals(4, shares.size());
    double sum = 0;
    for (JsonNode share : shares) {
      sum += share.doubleValue();
    }
    assertEquals(1, sum, 1e-9);
    assertEquals(5, done(show("importance", "--format", "csv")).lines().count());
    assertTrue(done(show("importance")).startsWith("parameter  importance\n"));
  }

  /** The format may stand with either verb. */
  @Test
  void formatBeforeTheVerb() throws IOException {
    assertEquals(
        5, json(Invocation.of("study", study.toString(), "--format", "json", "trials")).size());
  }

  @Test
  void noTrialIsCompleteYet() throws IOException {
    Path other = directory.resolve("other");
    create(other).close();
    Invocation best = Invocation.of("study", other.toString(), "best");
    assertEquals(ExitCode.FAILED, best.code());
    assertEquals(1, best.err().lines().count(), best.err());
    assertEquals("[]\n", done(Invocation.of("study", other.toString(), "trials", "--format=json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "empty", "file"})
  void aDirectoryWithoutAStudyIsRefused(String name) throws IOException {
    Files.createDirectories(directory.resolve("empty"));
    Files.writeString(directory.resolve("file"), "");
    Path bad = directory.resolve(name);
    for (String verb : List.of("trials", "best", "importance")) {
      Invocation refused = Invocation.of("study", bad.toString(), verb);
      assertEquals(ExitCode.INVALID, refused.code(), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
      assertTrue(refused.err().contains(bad.toString()), refused.err());
      assertEquals("", refused.out());
    }
    assertFalse(Files.exists(directory.resolve("empty/study.db")));
  }

  @Test
  void aDamagedStoreIsRefused() throws IOException {
    Path damaged = directory.resolve("damaged");
    create(damaged).close();
    Files.writeString(damaged.resolve("study.db"), "no database".repeat(1000));
    Invocation refused = Invocation.of("study", damaged.toString(), "trials");
    assertEquals(ExitCode.FAILED, refused.code());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#x | a trial's number must follow the #, was 'x'",
        "# | a trial's number must follow the #, was ''",
        "#12345678901 | a trial's number must follow the #, was '12345678901'",
        "#99 | the weights of trial 99 are not in",
        "'' | has no best trial yet",
      })
  void aTrialThatIsNotThereIsNotExported(String trial, String part) {
    Path target = directory.resolve("model");
    Invocation refused = Invocation.of("export", study + trial, "--to", target.toString());
    assertEquals(ExitCode.INVALID, refused.code(), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertTrue(refused.err().contains(part), refused.err());
    assertFalse(Files.exists(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:mysql:x", "jdbc:postgresql://localhost:1/x", "jdbc:sqlite:nowhere.db"})
  void aStoreThatCannotBeIsRefused(String store) {
    Invocation refused = show("trials", "--store", store);
    assertEquals(ExitCode.INVALID, refused.code(), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  @Test
  void anErrorThatATerminalWouldObeyIsWrittenOut() throws IOException {
    String error = "a\u001b[2J\u0007 </script>";
    store.end(owner, 4, TrialResult.failed(error, 1));
    String table = done(show("trials"));
    assertTrue(table.contains("a\\u001b[2J\\u0007 </script>"), table);
    Invocation json = show("trials", "--format", "json");
    assertTrue(json.out().chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), json.out());
    assertFalse(json.out().contains("</"), json.out());
    assertEquals(error, json(json).get(4).get("error").textValue());
  }

  @Test
  void aMissingDirectoryIsWrongUsage() {
    Invocation refused = Invocation.of("study", "trials");
    assertEquals(ExitCode.INVALID, refused.code());
    assertTrue(refused.err().contains("DIR"), refused.err());
  }

  @Test
  void aMissingVerbIsWrongUsage() {
    Invocation refused = Invocation.of("study", study.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    assertTrue(refused.err().contains("verb is missing"), refused.err());
  }
}

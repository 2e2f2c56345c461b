package dev.luthier.study.directory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.store.Owner;
import dev.luthier.study.store.StoreException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
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
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged store had is in the trials' directories. */
class StoreRebuildTest {

  private static final StudySpec SPEC =
      StudyFile.parse(
          "tuner/kept.textproto",
          """
          name: "kept"
          model: "../graphs/iris_logistic.textproto"
          data { path: "iris" validation_fraction: 0.2 }
          objective { metric: "validation/loss" goal: MINIMIZE }
          parameter { name: "epochs" path: "training.epochs" int { min: 1 max: 99 } }
          parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 0.5 } }
          parameter { name: "scale" path: "data.scaling" choice { value: ["NONE", "STANDARDIZE"] } }
          """,
          List.of());

  @TempDir private Path root;
  private StudyDirectory directory;
  private StoreLocation.SqliteFile location;

  @BeforeEach
  void beginStudy() throws IOException {
    directory = new StudyDirectory(root);
    location = new StoreLocation.SqliteFile(root.resolve("study.db"));
    Files.writeString(directory.definition(), SPEC.text());
  }

  private static Assignment assignment(double rate) {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("epochs", Value.of(7));
    values.put("rate", Value.of(rate));
    values.put("scale", Value.of("NONE"));
    return new Assignment(values);
  }

  /** None of the first trial, then one that begins anew, a repeat, and ones with a parent. */
  private static Optional<Origin> origin(int number) {
    return switch (number) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Segment(0, OptionalInt.empty(), 0, 4));
      case 3 -> Optional.of(new Origin.Repeat(1));
      default -> Optional.of(new Segment(number, OptionalInt.of(number - 1), 4, 8));
    };
  }

  private void write(TrialStore store, int number) throws IOException {
    TrialRecord.write(directory.trial(number), store.changedSince(0).get(number));
  }

  /** A trial of each kind, as a study writes them. */
  private List<StoredTrial> writeTrials() throws IOException {
    try (TrialStore store = TrialStores.create(location, SPEC.name(), SPEC.text())) {
      Owner owner = store.join("here", 1, "now");
      int number = 0;
      for (Trial.State state : Trial.State.values()) {
        store.create(owner, number, assignment(0.1 / (number + 1)), origin(number));
        store.report(owner, number, new Report(1, 1.0 / 3 + number));
        store.report(owner, number, new Report(4, Double.NaN));
        switch (state) {
          case WAITING -> store.release(owner, number, Optional.empty());
          case RUNNING -> write(store, number);
          case PAUSED -> store.end(owner, number, TrialResult.paused());
          case COMPLETE -> {
            store.release(owner, number, Optional.of("its worker ended"));
            store.claim(owner, number, Trial.State.WAITING);
            store.end(owner, number, result(state));
          }
          case PRUNED -> store.end(owner, number, result(state));
          case INFEASIBLE ->
              store.end(owner, number, TrialResult.infeasible("too \"large\"\u2028", 2.5));
          case FAILED -> store.end(owner, number, TrialResult.failed("it broke", 0.5));
        }
        write(store, number);
        number++;
      }
      return store.changedSince(0);
    }
  }

  private static TrialResult result(Trial.State state) {
    return new TrialResult(
        state,
        OptionalDouble.of(2.0 / 3),
        List.of(0.1, 0.2),
        Map.of("validation/loss", 2.0 / 3, "loss", Double.POSITIVE_INFINITY),
        Optional.empty(),
        12.25,
        List.of(7.5, -0.1));
  }

  private List<StoredTrial> stored() {
    try (TrialStore store = TrialStores.open(location, SPEC.name())) {
      assertEquals(SPEC.text(), store.definition());
      assertEquals(List.of(), store.owners());
      return store.changedSince(0).stream().map(StoreRebuildTest::timeless).toList();
    }
  }

  /** Without what only processes that run need. */
  private static StoredTrial timeless(StoredTrial stored) {
    Trial trial = stored.trial();
    return new StoredTrial(
        trial.state() == Trial.State.RUNNING ? trial.withState(Trial.State.WAITING) : trial,
        OptionalLong.empty(),
        stored.attempts(),
        stored.error(),
        stored.seconds(),
        stored.foldValues(),
        stored.figures(),
        0);
  }

  private byte[] damage() throws IOException {
    byte[] damaged = Files.readAllBytes(location.file());
    for (int i = 100; i < damaged.length; i += 64) {
      damaged[i] = 77;
    }
    Files.write(location.file(), damaged);
    return damaged;
  }

  @Test
  void everyTrialIsAsItWas() throws IOException {
    List<StoredTrial> before = writeTrials();
    byte[] damaged = damage();
    assertThrows(StoreException.class, this::stored);

    StoreRebuild.Rebuilt rebuilt = StoreRebuild.rebuild(directory, SPEC).orElseThrow();
    assertEquals(before.size(), rebuilt.trials());
    assertEquals(0, rebuilt.lost());
    assertEquals(before.stream().map(StoreRebuildTest::timeless).toList(), stored());
    Path former = root.resolve("study.db.damaged");
    assertEquals(Optional.of(former), rebuilt.former());
    assertArrayEquals(damaged, Files.readAllBytes(former));
    assertEquals(Optional.empty(), StoreRebuild.rebuild(directory, SPEC));

    damage();
    assertEquals(
        Optional.of(root.resolve("study.db.damaged-2")),
        StoreRebuild.rebuild(directory, SPEC).orElseThrow().former());
  }

  @Test
  void whatIsSoundIsLeftAlone() throws IOException {
    writeTrials();
    byte[] before = Files.readAllBytes(location.file());
    assertEquals(Optional.empty(), StoreRebuild.rebuild(directory, SPEC));
    assertArrayEquals(before, Files.readAllBytes(location.file()));
  }

  @Test
  void aTrialWithoutARecordCountsAsFailed() throws IOException {
    List<StoredTrial> before = writeTrials();
    Files.delete(location.file());
    Files.writeString(directory.trial(2).resolve("trial.json"), "{\"trial\": 2, \"sta");
    Files.delete(directory.trial(before.size() - 1).resolve("trial.json"));

    StoreRebuild.Rebuilt rebuilt = StoreRebuild.rebuild(directory, SPEC).orElseThrow();
    assertEquals(new StoreRebuild.Rebuilt(before.size() - 1, 1, Optional.empty()), rebuilt);
    List<StoredTrial> after = stored();
    assertEquals(Trial.State.FAILED, after.get(2).trial().state());
    assertEquals(Assignment.empty(), after.get(2).trial().assignment());
    assertTrue(after.get(2).error().orElseThrow().contains("lost"));
    assertEquals(timeless(before.get(3)), after.get(3));
  }

  @Test
  void anEmptyFileIsAsGoodAsNone() throws IOException {
    List<StoredTrial> before = writeTrials();
    Files.write(location.file(), new byte[0]);
    assertEquals(before.size(), StoreRebuild.rebuild(directory, SPEC).orElseThrow().trials());
  }

  @Test
  void theStoreOfAnotherStudyIsLeftAlone() throws IOException {
    TrialStores.create(location, "other", "text").close();
    StoreException refusal =
        assertThrows(StoreException.class, () -> StoreRebuild.rebuild(directory, SPEC));
    assertTrue(refusal.isInvalid(), refusal.getMessage());
  }
}

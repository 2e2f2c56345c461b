package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Report;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.study.trial.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a trial in every store, from its creation to its end. */
abstract class TrialLifeContract {

  static final String DEFINITION = "name: \"Grüße\" # 你好 😀\nseed: 7";

  TrialStore store;
  Owner owner;

  /** A store of a study that is new in each test, and of {@link #DEFINITION}. */
  abstract TrialStore create();

  /** Another store of the same study; the same one where there cannot be two. */
  abstract TrialStore another();

  @BeforeEach
  void createStore() {
    store = create();
    owner = store.join("host", 42, "then");
  }

  @AfterEach
  void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void keepsTheDefinition() {
    assertEquals(DEFINITION, another().definition());
  }

  @Test
  void aNewStudyIsEmpty() {
    assertEquals(List.of(), store.changedSince(0));
    assertEquals(0.0, store.seconds());
    assertEquals(List.of(owner), store.owners());
  }

  @Test
  void createsATrialThatRuns() {
    Assignment assignment = assignment();
    StoredTrial created = store.create(owner, 0, assignment).orElseThrow();
    assertEquals(
        new StoredTrial(
            Trial.running(0, assignment),
            OptionalLong.of(owner.id()),
            1,
            Optional.empty(),
            0,
            List.of(),
            Map.of(),
            created.revision()),
        created);
    assertEquals(List.of(created), another().changedSince(0));
  }

  @Test
  void keepsWhatPartOfATrainingATrialIs() {
    Segment first = new Segment(3, OptionalInt.empty(), 0, 5);
    Segment second = new Segment(3, OptionalInt.of(0), 5, 10);
    assertEquals(
        Optional.of(first),
        store.create(owner, 0, assignment(), Optional.of(first)).orElseThrow().trial().segment());
    assertTrue(store.create(owner, 1, assignment(), Optional.of(second)).isPresent());
    assertTrue(store.create(owner, 2, assignment()).isPresent());
    store.report(owner, 1, new Report(6, 0.5));
    assertEquals(
        List.of(Optional.of(first), Optional.of(second), Optional.empty()),
        another().changedSince(0).stream().map(stored -> stored.trial().segment()).toList());
  }

  @Test
  void valuesKeepTheirTypeAndOrder() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("z", Value.of(3L));
    values.put("real", Value.of(3.0));
    values.put("least", Value.of(Double.MIN_VALUE));
    values.put("greatest", Value.of(-Double.MAX_VALUE));
    values.put("zero", Value.of(-0.0));
    values.put("tenth", Value.of(0.1 + 0.2));
    values.put("long", Value.of(Long.MIN_VALUE));
    values.put("flag", Value.of(true));
    values.put("true", Value.of("true"));
    values.put("3", Value.of("3"));
    values.put("größe", Value.of("数 😀 'quoted' \"twice\"\nnext; -- %_?"));
    values.put("empty", Value.of(""));
    store.create(owner, 0, new Assignment(values));
    Map<String, Value> read = trial(0).trial().assignment().values();
    assertEquals(new ArrayList<>(values.entrySet()), new ArrayList<>(read.entrySet()));
  }

  /** Text that is SQL, that no database takes, or that is not even text. */
  @Test
  void anyTextComesBackAsItWas() {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String text :
        List.of(
            "'); DROP TABLE trial; --",
            "\"; DELETE FROM study; SELECT \"",
            "? $1 :name @name {identity} %s \\",
            "a\0b\0",
            "\uD83D\uDE00 \uD83D \uDE00",
            "\uFDD0 \uFDD00000",
            "\u001b[2J\u009b\u202e\n\r\t\b")) {
      values.put("name " + text, Value.of(text));
    }
    store.create(owner, 0, new Assignment(values));
    String error = String.join(" ", values.keySet());
    store.release(owner, 0, Optional.of(error));
    assertEquals(values, trial(0).trial().assignment().values());
    assertEquals(Optional.of(error), trial(0).error());
    Owner other = another().join(error, 1, error);
    assertEquals(List.of(owner, other), store.owners());
    assertTrue(store.claim(other, 0, Trial.State.WAITING));
    store.end(
        other,
        0,
        new TrialResult(
            Trial.State.COMPLETE,
            OptionalDouble.of(1),
            List.of(),
            Map.of(error, 0.5),
            Optional.empty(),
            1));
    assertEquals(Map.of(error, 0.5), trial(0).figures());
  }

  @Test
  void aTrialMayBeWithoutParameters() {
    store.create(owner, 0, Assignment.empty());
    assertEquals(Assignment.empty(), trial(0).trial().assignment());
  }

  @Test
  void createsEachNumberOnce() {
    assertTrue(store.create(owner, 0, assignment()).isPresent());
    long revision = trial(0).revision();
    assertEquals(Optional.empty(), another().create(owner, 0, assignment()));
    assertEquals(List.of(), store.changedSince(revision));
  }

  @Test
  void leavesNoGapBetweenTrials() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> store.create(owner, 1, Assignment.empty()));
    assertEquals("number must be that of the next trial, 0, was 1", error.getMessage());
    assertEquals(List.of(), store.changedSince(0));
  }

  @Test
  void keepsReportsByStepToTheLastBit() {
    store.create(owner, 0, Assignment.empty());
    List<Report> reports =
        List.of(
            new Report(1, Double.NaN),
            new Report(2, Double.POSITIVE_INFINITY),
            new Report(3, Double.NEGATIVE_INFINITY),
            new Report(4, -0.0),
            new Report(5, Math.nextUp(1.0)),
            new Report(6, Double.MIN_VALUE),
            new Report(7, Double.MAX_VALUE),
            new Report(8, 3),
            new Report(9, 9_007_199_254_740_992.0),
            new Report(5_000_000_000L, 1.0 / 3));
    reports.forEach(report -> store.report(owner, 0, report));
    assertEquals(reports, trial(0).trial().reports());
    assertEquals(Trial.State.RUNNING, trial(0).trial().state());
  }

  @Test
  void aReportOfAnEarlierStepReplacesTheLaterOnes() {
    store.create(owner, 0, Assignment.empty());
    for (int step = 1; step <= 4; step++) {
      store.report(owner, 0, new Report(step, step));
    }
    store.report(owner, 0, new Report(2, 20));
    assertEquals(List.of(new Report(1, 1), new Report(2, 20)), trial(0).trial().reports());
    store.report(owner, 0, new Report(3, 30));
    assertEquals(3, trial(0).trial().reports().size());
  }

  @Test
  void keepsTheValuesOfSeveralObjectives() {
    store.create(owner, 0, Assignment.empty());
    store.report(owner, 0, Report.of(1, 0.5, 1000, -0.0));
    store.report(owner, 0, Report.of(2, 0.6, 1000, Double.NaN));
    store.report(owner, 0, Report.of(2, 0.7, 1000, 3));
    assertEquals(
        List.of(Report.of(1, 0.5, 1000, -0.0), Report.of(2, 0.7, 1000, 3)),
        trial(0).trial().reports());
    store.end(
        owner,
        0,
        new TrialResult(
            Trial.State.COMPLETE,
            OptionalDouble.of(0.7),
            List.of(),
            Map.of(),
            Optional.empty(),
            1,
            List.of(1000.0, 3.0)));
    assertEquals(OptionalDouble.of(0.7), trial(0).trial().value());
    assertEquals(List.of(1000.0, 3.0), trial(0).trial().others());
  }

  @Test
  void aPausedTrialThatIsGivenUpHasAllValuesOfItsLastReport() {
    for (int number = 0; number < 2; number++) {
      store.create(owner, number, Assignment.empty());
      store.report(owner, number, Report.of(9, 0.5, number));
      store.report(owner, number, Report.of(10, 0.6, 10 + number));
    }
    store.end(owner, 1, TrialResult.paused());
    store.pruneAllPaused(owner);
    assertEquals(OptionalDouble.of(0.6), trial(1).trial().value());
    assertEquals(List.of(11.0), trial(1).trial().others());
    assertEquals(List.of(), trial(0).trial().others());
  }

  @Test
  void endsATrial() {
    store.create(owner, 0, assignment());
    store.report(owner, 0, new Report(1, 0.5));
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("validation/loss", Double.NaN);
    figures.put("accuracy", 0.1);
    figures.put("a", Double.NEGATIVE_INFINITY);
    TrialResult result =
        new TrialResult(
            Trial.State.COMPLETE,
            OptionalDouble.of(0.25),
            List.of(0.2, Double.NaN, 0.3),
            figures,
            Optional.empty(),
            12.5);
    store.end(owner, 0, result);
    StoredTrial ended = trial(0);
    assertEquals(Trial.State.COMPLETE, ended.trial().state());
    assertEquals(OptionalDouble.of(0.25), ended.trial().value());
    assertEquals(OptionalLong.empty(), ended.owner());
    assertEquals(result.foldValues(), ended.foldValues());
    assertEquals(new ArrayList<>(figures.entrySet()), new ArrayList<>(ended.figures().entrySet()));
    assertEquals(12.5, ended.seconds());
    assertEquals(Optional.empty(), ended.error());
  }

  @Test
  void aValueMayBeNoNumber() {
    store.create(owner, 0, Assignment.empty());
    store.end(owner, 0, complete(Double.NaN));
    assertEquals(OptionalDouble.of(Double.NaN), trial(0).trial().value());
  }

  @Test
  void anErrorMayHoldAnything() {
    store.create(owner, 0, Assignment.empty());
    store.end(owner, 0, TrialResult.failed("a\0b \ud800 ü 😀", 1));
    assertEquals(Optional.of("a\0b \ud800 ü 😀"), trial(0).error());
    assertEquals(Trial.State.FAILED, trial(0).trial().state());
    assertEquals(OptionalDouble.empty(), trial(0).trial().value());
  }

  @Test
  void anAttemptIsCountedWhenAFailedTrialIsTakenUpAgain() {
    store.create(owner, 0, Assignment.empty());
    store.release(owner, 0, Optional.of("worker was killed"));
    assertEquals(Trial.State.WAITING, trial(0).trial().state());
    assertEquals(OptionalLong.empty(), trial(0).owner());
    assertEquals(1, trial(0).attempts());
    assertEquals(Optional.of("worker was killed"), trial(0).error());

    assertTrue(store.claim(owner, 0, Trial.State.WAITING));
    assertEquals(2, trial(0).attempts());
    assertEquals(Trial.State.RUNNING, trial(0).trial().state());
    assertEquals(OptionalLong.of(owner.id()), trial(0).owner());

    store.release(owner, 0, Optional.empty());
    assertTrue(store.claim(owner, 0, Trial.State.WAITING));
    assertEquals(2, trial(0).attempts());
    store.end(owner, 0, complete(1));
    assertEquals(Optional.of("worker was killed"), trial(0).error());
  }

  @Test
  void aPausedTrialGoesOnWithoutANewAttempt() {
    store.create(owner, 0, Assignment.empty());
    store.report(owner, 0, new Report(1, 0.5));
    store.end(owner, 0, paused());
    assertEquals(Trial.State.PAUSED, trial(0).trial().state());
    assertFalse(store.claim(owner, 0, Trial.State.WAITING));
    assertTrue(store.claim(owner, 0, Trial.State.PAUSED));
    assertEquals(1, trial(0).attempts());
    store.report(owner, 0, new Report(2, 0.6));
    assertEquals(2, trial(0).trial().reports().size());
  }

  @Test
  void claimsOnlyWhatWaitsOrIsPaused() {
    store.create(owner, 0, Assignment.empty());
    store.end(owner, 0, complete(1));
    long revision = trial(0).revision();
    assertFalse(store.claim(owner, 0, Trial.State.WAITING));
    assertFalse(store.claim(owner, 0, Trial.State.PAUSED));
    assertFalse(store.claim(owner, 7, Trial.State.PAUSED));
    assertEquals(List.of(), store.changedSince(revision));
    assertThrows(IllegalArgumentException.class, () -> store.claim(owner, 0, Trial.State.COMPLETE));
  }

  @Test
  void prunesAllThatArePausedWithTheirLastReports() {
    for (int number = 0; number < 4; number++) {
      store.create(owner, number, Assignment.empty());
      store.report(owner, number, new Report(10, number));
      store.report(owner, number, new Report(9, 0.9));
      store.report(owner, number, new Report(11, number == 1 ? Double.NaN : number));
    }
    store.end(owner, 0, paused());
    store.end(owner, 1, paused());
    store.end(owner, 2, complete(7));
    long revision = trial(2).revision();
    store.pruneAllPaused(owner);
    List<Trial> changed = store.changedSince(revision).stream().map(StoredTrial::trial).toList();
    assertEquals(List.of(0, 1), changed.stream().map(Trial::number).toList());
    assertEquals(OptionalDouble.of(0), changed.get(0).value());
    assertEquals(OptionalDouble.of(Double.NaN), changed.get(1).value());
    assertEquals(Trial.State.PRUNED, changed.get(1).state());
    assertEquals(Trial.State.COMPLETE, trial(2).trial().state());
    assertEquals(Trial.State.RUNNING, trial(3).trial().state());
  }

  StoredTrial trial(int number) {
    return store.changedSince(0).get(number);
  }

  static Assignment assignment() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("units", Value.of(128L));
    values.put("learning_rate", Value.of(0.001));
    values.put("optimizer", Value.of("adam"));
    values.put("bias", Value.of(false));
    return new Assignment(values);
  }

  static TrialResult complete(double value) {
    return new TrialResult(
        Trial.State.COMPLETE, OptionalDouble.of(value), List.of(), Map.of(), Optional.empty(), 1);
  }

  static TrialResult paused() {
    return new TrialResult(
        Trial.State.PAUSED, OptionalDouble.empty(), List.of(), Map.of(), Optional.empty(), 1);
  }

  static List<Integer> numbers(List<StoredTrial> trials) {
    return trials.stream().map(trial -> trial.trial().number()).toList();
  }

  static long latest(List<StoredTrial> trials) {
    return trials.stream().mapToLong(StoredTrial::revision).max().orElse(0);
  }
}

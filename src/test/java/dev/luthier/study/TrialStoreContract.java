package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What every store of trials does. */
abstract class TrialStoreContract {

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
    assertEquals(Optional.of("a\ufffdb \ufffd ü 😀"), trial(0).error());
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

  @Test
  void onlyTheOwnerChangesARunningTrial() {
    Owner other = store.join("host", 43, "then");
    store.create(owner, 0, Assignment.empty());
    StoredTrial before = trial(0);
    assertThrows(LostTrialException.class, () -> store.report(other, 0, new Report(1, 1)));
    assertThrows(LostTrialException.class, () -> store.end(other, 0, complete(1)));
    assertThrows(LostTrialException.class, () -> store.release(other, 0, Optional.of("no reason")));
    assertThrows(LostTrialException.class, () -> store.report(owner, 1, new Report(1, 1)));
    assertEquals(before, trial(0));
  }

  @Test
  void aTrialThatHasEndedIsNobodysAnyMore() {
    store.create(owner, 0, Assignment.empty());
    store.end(owner, 0, complete(1));
    assertThrows(LostTrialException.class, () -> store.report(owner, 0, new Report(1, 1)));
    assertThrows(LostTrialException.class, () -> store.end(owner, 0, complete(2)));
    assertThrows(LostTrialException.class, () -> store.release(owner, 0, Optional.empty()));
    assertEquals(OptionalDouble.of(1), trial(0).trial().value());
  }

  @Test
  void whoWasTakenForDeadCannotGoOn() {
    TrialStore second = another();
    Owner heir = second.join("elsewhere", 1, "now");
    store.create(owner, 0, Assignment.empty());
    store.create(owner, 1, Assignment.empty());
    store.end(owner, 1, complete(1));
    second.leave(owner);
    assertEquals(Trial.State.WAITING, trial(0).trial().state());
    assertEquals(Trial.State.COMPLETE, trial(1).trial().state());
    assertTrue(second.claim(heir, 0, Trial.State.WAITING));
    assertEquals(1, trial(0).attempts());
    StoredTrial taken = trial(0);

    assertThrows(LostTrialException.class, () -> store.report(owner, 0, new Report(1, 1)));
    assertThrows(LostTrialException.class, () -> store.end(owner, 0, complete(2)));
    assertThrows(LostTrialException.class, () -> store.release(owner, 0, Optional.empty()));
    assertThrows(LostOwnerException.class, () -> store.create(owner, 2, Assignment.empty()));
    assertThrows(LostOwnerException.class, () -> store.claim(owner, 0, Trial.State.WAITING));
    assertThrows(LostOwnerException.class, () -> store.pruneAllPaused(owner));
    assertThrows(LostOwnerException.class, () -> store.beat(owner, 2.5));
    assertEquals(taken, trial(0));
    assertEquals(2.5, store.seconds());

    store.leave(owner);
    Owner again = store.join("host", 42, "then");
    assertTrue(again.id() > heir.id());
    assertTrue(store.create(again, 2, Assignment.empty()).isPresent());
  }

  @Test
  void countsBeatsAndSeconds() {
    Owner other = another().join("größe", 99, "2026-01-01T00:00:00Z");
    store.beat(owner, 1.5);
    another().beat(other, 2);
    another().beat(other, 0.25);
    assertEquals(3.75, store.seconds());
    assertEquals(
        List.of(
            new Owner(owner.id(), "host", 42, "then", 1),
            new Owner(other.id(), "größe", 99, "2026-01-01T00:00:00Z", 2)),
        store.owners());
    store.leave(owner);
    assertEquals(List.of(other.id()), store.owners().stream().map(Owner::id).toList());
  }

  @Test
  void ownersAreNeverNumberedTwice() {
    store.leave(owner);
    assertTrue(store.join("host", 42, "then").id() > owner.id());
  }

  @Test
  void tellsWhatHasChanged() {
    for (int number = 0; number < 3; number++) {
      store.create(owner, number, Assignment.empty());
    }
    long revision = latest(store.changedSince(0));
    store.beat(owner, 1);
    assertEquals(List.of(), store.changedSince(revision));
    store.report(owner, 1, new Report(1, 1));
    List<StoredTrial> changed = store.changedSince(revision);
    assertEquals(List.of(1), numbers(changed));
    assertTrue(changed.get(0).revision() > revision);
    store.end(owner, 2, complete(1));
    store.release(owner, 0, Optional.empty());
    assertEquals(List.of(0, 1, 2), numbers(store.changedSince(revision)));
    assertEquals(List.of(0, 2), numbers(store.changedSince(changed.get(0).revision())));
  }

  @Test
  void twoThatCreateTrialsAtOnceLeaveNoGapAndMissNoChange() throws Exception {
    int trials = 200;
    TrialStore second = another();
    Owner other = second.join("host", 43, "then");
    List<List<Integer>> created =
        together(() -> createUntil(store, owner, trials), () -> createUntil(second, other, trials));
    List<StoredTrial> all = store.changedSince(0);
    List<Integer> expected = IntStream.range(0, trials).boxed().toList();
    assertEquals(expected, numbers(all));
    List<Integer> both = new ArrayList<>(created.get(0));
    both.addAll(created.get(1));
    assertEquals(expected, both.stream().sorted().toList());
    for (StoredTrial trial : all) {
      Owner creator = created.get(0).contains(trial.trial().number()) ? owner : other;
      assertEquals(OptionalLong.of(creator.id()), trial.owner());
      assertEquals(trial.trial().number(), trial.trial().assignment().whole("number"));
      assertEquals(Trial.State.COMPLETE.name(), trial.trial().assignment().text("aim"));
    }
    assertEquals(trials, all.stream().map(StoredTrial::revision).distinct().count());
  }

  /** Creates trials, learning of those of others by revision only, as a study does. */
  private static List<Integer> createUntil(TrialStore store, Owner owner, int trials) {
    List<Integer> created = new ArrayList<>();
    long revision = 0;
    int known = 0;
    while (true) {
      for (StoredTrial trial : store.changedSince(revision)) {
        assertEquals(known, trial.trial().number());
        known++;
        revision = Math.max(revision, trial.revision());
      }
      if (known == trials) {
        return created;
      }
      Map<String, Value> values =
          Map.of("number", Value.of((long) known), "aim", Value.of("COMPLETE"));
      if (store.create(owner, known, new Assignment(values)).isPresent()) {
        created.add(known);
      }
    }
  }

  @Test
  void aTrialIsTakenUpByOneOnly() throws Exception {
    int trials = 50;
    for (int number = 0; number < trials; number++) {
      store.create(owner, number, Assignment.empty());
      store.release(owner, number, Optional.empty());
    }
    TrialStore second = another();
    Owner other = second.join("host", 43, "then");
    List<List<Integer>> claimed =
        together(() -> claimAll(store, owner, trials), () -> claimAll(second, other, trials));
    assertEquals(
        IntStream.range(0, trials).boxed().toList(),
        IntStream.concat(
                claimed.get(0).stream().mapToInt(Integer::intValue),
                claimed.get(1).stream().mapToInt(Integer::intValue))
            .sorted()
            .boxed()
            .toList());
    Map<Long, Long> owned =
        store.changedSince(0).stream()
            .collect(
                Collectors.groupingBy(trial -> trial.owner().getAsLong(), Collectors.counting()));
    assertEquals(claimed.get(0).size(), owned.getOrDefault(owner.id(), 0L).intValue());
    assertEquals(claimed.get(1).size(), owned.getOrDefault(other.id(), 0L).intValue());
  }

  private static List<Integer> claimAll(TrialStore store, Owner owner, int trials) {
    return IntStream.range(0, trials)
        .filter(number -> store.claim(owner, number, Trial.State.WAITING))
        .boxed()
        .toList();
  }

  @Test
  void noUpdateIsLost() throws Exception {
    TrialStore second = another();
    Owner other = second.join("host", 43, "then");
    store.create(owner, 0, Assignment.empty());
    store.create(other, 1, Assignment.empty());
    int steps = 50;
    together(() -> reportAll(store, owner, 0, steps), () -> reportAll(second, other, 1, steps));
    assertEquals(2.0 * steps, store.seconds());
    List<StoredTrial> all = store.changedSince(0);
    assertEquals(steps, all.get(0).trial().reports().size());
    assertEquals(steps, all.get(1).trial().reports().size());
    assertEquals(2 + 2 * steps, latest(all));
    assertEquals(
        List.of((long) steps, (long) steps), store.owners().stream().map(Owner::beats).toList());
  }

  private static List<Integer> reportAll(TrialStore store, Owner owner, int number, int steps) {
    for (int step = 1; step <= steps; step++) {
      store.report(owner, number, new Report(step, step));
      store.beat(owner, 1);
    }
    return List.of();
  }

  @Test
  void findsTheNewestChangeOfTenThousandTrials(TestReporter reporter) {
    int trials = 10_000;
    long start = System.nanoTime();
    for (int number = 0; number < trials; number++) {
      store.create(owner, number, assignment());
    }
    long filled = System.nanoTime();
    List<StoredTrial> all = store.changedSince(0);
    long read = System.nanoTime();
    assertEquals(trials, all.size());
    store.report(owner, 17, new Report(1, 1));
    long before = System.nanoTime();
    List<StoredTrial> newest = store.changedSince(latest(all));
    long found = System.nanoTime();
    assertEquals(List.of(17), numbers(newest));
    assertEquals(List.of(), store.changedSince(latest(newest)));
    long nothing = System.nanoTime();
    reporter.publishEntry(
        "10,000 trials, milliseconds",
        "create one %.3f, read all %.1f, find the newest %.3f, find nothing new %.3f"
            .formatted(
                (filled - start) / 1e6 / trials,
                (read - filled) / 1e6,
                (found - before) / 1e6,
                (nothing - found) / 1e6));
  }

  @Test
  void refusesToWorkOnceClosed() {
    store.close();
    StoreException error = assertThrows(StoreException.class, () -> store.changedSince(0));
    assertEquals("the store is closed", error.getMessage());
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

  private static TrialResult paused() {
    return new TrialResult(
        Trial.State.PAUSED, OptionalDouble.empty(), List.of(), Map.of(), Optional.empty(), 1);
  }

  private static List<Integer> numbers(List<StoredTrial> trials) {
    return trials.stream().map(trial -> trial.trial().number()).toList();
  }

  private static long latest(List<StoredTrial> trials) {
    return trials.stream().mapToLong(StoredTrial::revision).max().orElse(0);
  }

  private static <T> List<T> together(Callable<T> one, Callable<T> two) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(List.of(one, two))) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}

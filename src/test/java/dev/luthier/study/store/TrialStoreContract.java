package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What every store of trials does: see also {@link TrialLifeContract}. */
abstract class TrialStoreContract extends TrialLifeContract {

  @Test
  void aRepeatKeepsWhatItRepeats() {
    store.create(owner, 0, assignment());
    store.create(owner, 1, assignment(), Optional.of(new Origin.Repeat(0)));
    store.end(owner, 1, complete(1));
    assertEquals(OptionalInt.empty(), trial(0).trial().repeats());
    assertEquals(OptionalInt.of(0), trial(1).trial().repeats());
    assertEquals(trial(0).trial().assignment(), trial(1).trial().assignment());
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

package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store does that outlives a process and that several processes share. */
abstract class SharedTrialStoreContract extends TrialStoreContract {

  private static final int TRIALS_BEFORE_THE_KILL = 15;

  private final List<TrialStore> others = new ArrayList<>();

  /** Where the study is; the same throughout a test. */
  abstract StoreLocation location();

  /** The study's name; the same throughout a test. */
  abstract String name();

  @Override
  TrialStore create() {
    return TrialStores.create(location(), name(), DEFINITION);
  }

  @Override
  TrialStore another() {
    TrialStore other = TrialStores.open(location(), name());
    others.add(other);
    return other;
  }

  @AfterEach
  void closeOthers() {
    others.forEach(TrialStore::close);
  }

  @Test
  void allIsThereAfterItWasClosed() {
    store.create(owner, 0, assignment());
    store.report(owner, 0, new Report(1, Double.NaN));
    store.create(owner, 1, Assignment.empty());
    store.end(owner, 1, complete(-0.0));
    store.beat(owner, 3);
    List<StoredTrial> trials = store.changedSince(0);
    List<Owner> owners = store.owners();
    store.close();
    store = TrialStores.open(location(), name());
    assertEquals(trials, store.changedSince(0));
    assertEquals(owners, store.owners());
    assertEquals(3, store.seconds());
    store.report(owner, 0, new Report(2, 1));
  }

  /** A connection of its own to where the study is. */
  abstract Database database();

  @Test
  void aStoreFromBeforeThereWereSeveralObjectivesIsBroughtUpToDate() {
    store.create(owner, 0, assignment());
    store.report(owner, 0, new Report(1, 0.5));
    List<StoredTrial> trials = store.changedSince(0);
    try (Database database = database()) {
      database.change(
          transaction -> {
            transaction.execute(TableStatement.of("DROP TABLE trial_objective"));
            transaction.execute(TableStatement.of("DROP TABLE report_objective"));
            transaction.execute(TableStatement.of("DROP TABLE trial_repeat"));
            transaction.execute(TableStatement.of("DROP TABLE segment"));
            return transaction.update("UPDATE schema_version SET version = 1");
          });
    }
    try (TrialStore opened = TrialStores.open(location(), name())) {
      assertEquals(trials, opened.changedSince(0));
      opened.report(owner, 0, Report.of(2, 0.25, 7));
      assertEquals(
          List.of(new Report(1, 0.5), Report.of(2, 0.25, 7)),
          opened.changedSince(0).get(0).trial().reports());
    }
  }

  @Test
  void creatingAStudyThatIsThereOpensIt() {
    store.create(owner, 0, assignment());
    try (TrialStore again = TrialStores.create(location(), name(), "something else")) {
      assertEquals(DEFINITION, again.definition());
      assertEquals(1, again.changedSince(0).size());
    }
  }

  @Test
  void severalStudiesDoNotSeeEachOther() {
    String otherName = name() + " 'ü'; DROP TABLE study; --\"\0\uD83D two";
    store.create(owner, 0, assignment());
    try (TrialStore other = TrialStores.create(location(), otherName, "other")) {
      assertEquals("other", other.definition());
      assertEquals(List.of(), other.changedSince(0));
      assertEquals(List.of(), other.owners());
      Owner stranger = other.join("host", 42, "then");
      assertThrows(LostTrialException.class, () -> other.report(stranger, 0, new Report(1, 1)));
      assertThrows(LostOwnerException.class, () -> other.create(owner, 0, Assignment.empty()));
      assertThrows(LostOwnerException.class, () -> other.beat(owner, 1));
      other.leave(owner);
      assertTrue(other.create(stranger, 0, Assignment.empty()).isPresent());
    }
    assertEquals(List.of(owner), store.owners());
    assertTrue(names(location()).containsAll(List.of(name(), otherName)));
  }

  @Test
  void aStudyThatIsNotThereIsNotOpened() {
    assertTrue(names(location()).contains(name()));
  }

  /** The names of all studies, as they are told to who opens one that is not there. */
  static List<String> names(StoreLocation location) {
    StoreException error =
        assertThrows(StoreException.class, () -> TrialStores.open(location, "nowhere"));
    String start = location.text() + " has no study named nowhere; it has ";
    assertTrue(error.getMessage().startsWith(start), error.getMessage());
    assertTrue(error.isInvalid());
    return List.of(error.getMessage().substring(start.length()).split(", "));
  }

  @Test
  void whatAKilledProcessWasToldToBeStoredIsStored() throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                url(),
                name())
            .redirectErrorStream(true)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      while (acknowledged.size() < TRIALS_BEFORE_THE_KILL * 3) {
        String line = lines.readLine();
        assertTrue(line != null && line.matches("[0-9]+ (created|reported|ended)"), line);
        acknowledged.add(line);
      }
      // Not by the process itself, which would close the pipe.
      assertTrue(writer.toHandle().destroyForcibly());
      // What it had written before it was killed is in the pipe; the last line may be half of one.
      lines
          .lines()
          .filter(line -> line.matches("[0-9]+ (created|reported|ended)"))
          .forEach(acknowledged::add);
    } finally {
      writer.destroyForcibly().waitFor();
    }
    requireSound();
    List<StoredTrial> trials = store.changedSince(0);
    int lastAcknowledged = 0;
    for (String line : acknowledged) {
      int blank = line.indexOf(' ');
      lastAcknowledged = Integer.parseInt(line.substring(0, blank));
      String event = line.substring(blank + 1);
      StoredTrial trial = trials.get(lastAcknowledged);
      assertEquals(4, trial.trial().assignment().values().size(), line);
      if (!event.equals("created")) {
        assertEquals(1, trial.trial().reports().size(), line);
      }
      if (event.equals("ended")) {
        assertEquals(Trial.State.COMPLETE, trial.trial().state(), line);
        assertEquals(2, trial.foldValues().size(), line);
      }
    }
    // It may have been killed between a commit and its line.
    assertTrue(trials.size() - 1 <= lastAcknowledged + 1);
    assertTrue(store.create(owner, trials.size(), assignment()).isPresent());
  }

  /** The JDBC URL of {@link #location}. */
  abstract String url();

  /** Fails where the database finds itself damaged. */
  abstract void requireSound();
}

package dev.luthier.faults;

import dev.luthier.search.History;
import dev.luthier.spec.StudyFile;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.StudyListener;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A study's process that ends by force at a chosen moment of a trial, as after kill -9. */
final class DyingStudy {

  static final int CODE = 137;

  /** When. */
  enum Moment {
    /** Before there is any trial. */
    BEGUN,
    /** In the store, and no worker knows of it. */
    CREATED,
    /** Its training has come past an epoch. */
    TRAINING,
    /** A report has just been stored. */
    REPORTED,
    /** Its run is complete; the store does not know. */
    RUN_COMPLETE,
    /** The store knows its end. */
    ENDED,
    /** The SavedModel of the best trial so far is half-written. */
    EXPORTING;

    List<String> command(Path study, Path directory, int trial) {
      return StudyProcess.java(
          DyingStudy.class.getName(),
          List.of(study.toString(), directory.toString(), name(), Integer.toString(trial)));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private DyingStudy() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[1]);
    Killer killer =
        new Killer(
            new StudyDirectory(directory),
            Moment.valueOf(arguments[2]),
            Integer.parseInt(arguments[3]));
    new ModelStudy(
            SmallStudy.request(
                StudyFile.read(Path.of(arguments[0]), List.of()),
                directory,
                StoreLocation.in(directory)),
            InstantSource.system(),
            System::nanoTime)
        .run(killer, () -> false);
    // The moment has not come, or what dies shall not go on.
    System.exit(0);
  }

  private record Killer(StudyDirectory directory, Moment moment, int trial)
      implements StudyListener {

    @Override
    public void onStart(History history) {
      if (moment == Moment.BEGUN) {
        die();
      }
      if (moment == Moment.EXPORTING) {
        dieOnce(this::isExporting);
      }
    }

    @Override
    public void onTrialStart(StoredTrial started) {
      if (started.trial().number() != trial) {
        return;
      }
      if (moment == Moment.CREATED) {
        die();
      }
      if (moment == Moment.TRAINING) {
        dieOnce(() -> Files.exists(directory.trial(trial).resolve("objective.txt")));
      }
    }

    @Override
    public void onReport(StoredTrial reported) {
      if (reported.trial().number() != trial) {
        return;
      }
      int reports = reported.trial().reports().size();
      if (moment == Moment.REPORTED && reports == 2) {
        die();
      }
      if (moment == Moment.RUN_COMPLETE && reports == 1) {
        // Whatever the worker says now, nobody hears it.
        while (!isComplete()) {
          pause();
        }
        die();
      }
    }

    @Override
    public void onTrialEnd(StoredTrial ended, History history) {
      if (moment == Moment.ENDED && ended.trial().number() == trial) {
        die();
      }
    }

    private boolean isComplete() {
      try {
        Path record = directory.trial(trial).resolve("run.json");
        return Files.exists(record) && Files.readString(record).contains("\"COMPLETE\"");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean isExporting() {
      if (!Files.isDirectory(directory.root().resolve("trials"))) {
        return false;
      }
      try (Stream<Path> trials = Files.list(directory.root().resolve("trials"))) {
        return trials.anyMatch(run -> Files.exists(run.resolve("model.unfinished")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void dieOnce(BooleanSupplier condition) {
      Thread thread =
          new Thread(
              () -> {
                while (!condition.getAsBoolean()) {
                  pause();
                }
                die();
              });
      thread.setDaemon(true);
      thread.start();
    }

    private static void pause() {
      LockSupport.parkNanos(200_000);
    }

    private static void die() {
      Runtime.getRuntime().halt(CODE);
    }
  }
}

package dev.luthier.report;

import dev.luthier.search.Assignment;
import dev.luthier.search.Report;
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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A study that was never trained, of as many trials as wanted: linear and logarithmic parameters, a
 * choice, one that is there only sometimes, all states of trials, and texts that would harm a page
 * that takes them for HTML.
 */
public final class SampleStudy implements AutoCloseable {

  /** Ends a script, and begins another one. */
  public static final String HOSTILE =
      "broke </script><script>document.title='taken'</script><img src=x onerror=\"alert(1)\"> \u2028";

  /** What each trial's directory says of its run. */
  private static final String RECORD =
      """
      {"model": "iris_logistic", "state": "COMPLETE", "seed": 1,
       "versions": {"luthier": "1", "tensorflow": "2.18.0", "java": "17"},
       "device": "cpu", "threads": 1,
       "data": {"path": "iris", "digest": "0123456789abcdef", "train": 120, "validation": 17, "test": 0},
       "epochs": 10, "steps": 40, "seconds": 1.5, "samples_per_second": 800, "loss": 0.25,
       "metrics": {"accuracy": 0.5}, "validation": {"loss": 0.25},
       "confusion": {"classes": ["setosa", "versi<b>color", "</script><script>document.title='taken'</script>"],
                     "counts": [[5, 1, 0], [2, 7, 0], [1, 1, 0]]}}
      """;

  /** Its definition. */
  public final StudySpec spec =
      StudyFile.parse(
          "graphs/../tuner/sample.textproto",
          """
          name: "sample"
          model: "../graphs/iris_logistic.textproto"
          data { path: "iris" validation_fraction: 0.2 }
          objective { metric: "validation/accuracy" goal: MAXIMIZE }
          parameter { name: "epochs" path: "training.epochs" int { min: 1 max: 99 } }
          parameter {
            name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 0.5 scale: LOG }
          }
          parameter { name: "scaling" path: "data.scaling" choice { value: ["NONE", "STANDARDIZE"] } }
          parameter {
            name: "batch" path: "training.batch_size" int { min: 8 max: 64 }
            when { parameter: "scaling" equals: "STANDARDIZE" }
          }
          budget { trials: 200 }
          seed: 7
          """,
          List.of());

  /** Where it lies. */
  public final StudyDirectory directory;

  /** Its trials. */
  public final TrialStore store;

  private final Owner owner;
  private int next;

  /** An empty one. */
  public SampleStudy(Path root) throws IOException {
    directory = new StudyDirectory(root);
    Files.createDirectories(root);
    Files.writeString(directory.definition(), spec.text());
    store = TrialStores.create(StoreLocation.in(root), spec.name(), spec.text());
    owner = store.join("here", 1, "now");
  }

  /** A trial's parameters. */
  public static Assignment assignment(long epochs, double rate, long batch) {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("epochs", Value.of(epochs));
    values.put("rate", Value.of(rate));
    values.put("scaling", Value.of(batch == 0 ? "NONE" : "STANDARDIZE"));
    if (batch > 0) {
      values.put("batch", Value.of(batch));
    }
    return new Assignment(values);
  }

  /** Begins a trial, which then runs. */
  public int begin(Assignment assignment) throws IOException {
    int number = next++;
    if (store.create(owner, number, assignment).isEmpty()) {
      throw new IllegalStateException("trial " + number + " is there already");
    }
    Path run = directory.trial(number);
    Files.createDirectories(run);
    Files.writeString(run.resolve("run.json"), RECORD);
    Files.writeString(run.resolve("model.textproto"), "name: \"iris_logistic\" # " + HOSTILE);
    return number;
  }

  /** Reports of a running trial. */
  public void report(int number, double... values) {
    for (int i = 0; i < values.length; i++) {
      store.report(owner, number, new Report(i + 1, values[i]));
    }
  }

  /** Says when a worker was at a trial. */
  public void work(int number, String lines) throws IOException {
    Files.writeString(directory.trial(number).resolve("work.txt"), lines);
  }

  /** Ends a running trial with a value, or with an error where it has none. */
  public void end(int number, Trial.State state, OptionalDouble value) {
    store.end(
        owner,
        number,
        new TrialResult(
            state,
            value,
            List.of(),
            Map.of("validation/accuracy", value.orElse(0)),
            value.isPresent() ? Optional.empty() : Optional.of(HOSTILE),
            1.5 + number % 7));
  }

  /** Adds trials up to a number of them, made from their numbers alone; the last one runs. */
  public void fill(int trials) throws IOException {
    long start = 1_700_000_000_000L;
    while (next < trials) {
      double even = (next * 0.618034) % 1;
      double other = (next * 0.754878) % 1;
      double rate = 1e-4 * Math.pow(5000, even);
      double quality = 0.95 - Math.pow(Math.log10(rate) + 2, 2) / 12 - Math.abs(other - 0.6) / 4;
      int number =
          begin(
              assignment(
                  1 + (long) (98 * other), rate, next % 3 == 0 ? 0 : 8 + (long) (56 * even)));
      report(number, quality * 0.6, quality * 0.8, quality * 0.9, quality);
      work(
          number,
          "%s begin %d cpu%n%s end %d%n"
              .formatted(
                  Instant.ofEpochMilli(start + number / 2 * 3000L),
                  10 + number % 2,
                  Instant.ofEpochMilli(start + number / 2 * 3000L + 2500),
                  10 + number % 2));
      if (number == trials - 1) {
        return;
      }
      switch (number % 10) {
        case 3, 6 -> end(number, Trial.State.PRUNED, OptionalDouble.of(quality * 0.9));
        case 8 ->
            end(
                number,
                number % 20 == 8 ? Trial.State.FAILED : Trial.State.INFEASIBLE,
                OptionalDouble.empty());
        default -> end(number, Trial.State.COMPLETE, OptionalDouble.of(quality));
      }
    }
  }

  @Override
  public void close() {
    store.close();
  }
}

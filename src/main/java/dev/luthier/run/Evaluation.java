package dev.luthier.run;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Split;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.Figures;
import dev.luthier.graph.SessionSettings;
import dev.luthier.graph.TrialSession;
import dev.luthier.graph.TrialSpec;
import dev.luthier.nn.Network;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Works out loss and metrics of a run's result on data. */
public final class Evaluation {

  /** Which samples are evaluated. */
  public enum Part {
    TRAIN,
    VALIDATION,
    TEST,
    ALL
  }

  private Evaluation() {}

  /**
   * Evaluates.
   *
   * @param run directory of the run
   * @param data to evaluate on
   * @param dataDirectory where fetched data sets lie
   * @param part which samples, split as in training; empty for the test part, or all samples of
   *     data without one
   * @param device to work on
   * @param threads of the session; empty for as many as the model is worth
   * @throws RunException where there is no such run or part
   */
  public static Figures evaluate(
      Path run,
      DataDescription data,
      Path dataDirectory,
      Optional<Part> part,
      DeviceChoice device,
      OptionalInt threads)
      throws IOException {
    RunDirectory directory = new RunDirectory(run);
    if (!directory.exists()) {
      throw new RunException(run + " is not a run; name a directory that train has written");
    }
    ModelSpec spec = RunModel.read(directory).spec();
    RunRecord record = RunRecord.read(directory.record());
    Preprocessing learnt = spec.preprocessing().orElseThrow();
    Dataset dataset =
        new DataReader(dataDirectory)
            .read(data, ReadOptions.evaluation(Binding.targetKind(spec.model().loss()), learnt));
    int[] rows = rows(dataset, data, spec, record.seed(), part);
    TrialSpec trial =
        new TrialSpec(
            Network.of(spec.model(), Map.of()),
            learnt,
            spec.optimization(),
            spec.training().batchSize(),
            record.data().train(),
            spec.training().epochs(),
            record.seed(),
            spec.training().mixup(),
            1,
            spec.training().precision(),
            false);
    int cores =
        threads.orElse(
            SessionSettings.threadsFor(trial, Runtime.getRuntime().availableProcessors()));
    try (TrialSession session =
        TrialSession.forEvaluation(trial, dataset, new SessionSettings(device, cores))) {
      session.restore(RunModel.result(directory, spec).variables());
      return session.evaluate(rows);
    }
  }

  private static int[] rows(
      Dataset dataset, DataDescription data, ModelSpec spec, long seed, Optional<Part> part) {
    if (part.isEmpty() && dataset.testSamples() > 0) {
      return dataset.testRows();
    }
    if (part.isEmpty() || part.get() == Part.ALL) {
      return IntStream.range(0, dataset.samples()).toArray();
    }
    Split split = data.split(dataset, spec.training().validationFraction(), seed);
    int[] rows =
        switch (part.get()) {
          case TRAIN -> split.train();
          case VALIDATION -> split.validation();
          case TEST -> split.test();
          case ALL -> throw new AssertionError();
        };
    if (rows.length == 0) {
      throw new RunException(
          dataset.name()
              + " has no "
              + part.get().name().toLowerCase(java.util.Locale.ROOT)
              + " part; write --split all");
    }
    return rows;
  }
}

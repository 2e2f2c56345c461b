package dev.luthier.report;

import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A study of accuracy against weights, whose front is seen at a glance. */
public final class TwoObjectives {

  private static final double[][] VALUES = {
    {0.9, 100}, {0.8, 50}, {0.7, 60}, {0.95, 200}, {0.9, 120}
  };

  private TwoObjectives() {}

  /** The report of five complete trials and one that runs. */
  public static StudyReport report(Path root) throws IOException {
    StudySpec spec =
        StudyFile.parse(
            "graphs/../tuner/two.textproto",
            """
            name: "two"
            model: "../graphs/iris_logistic.textproto"
            data { path: "iris" validation_fraction: 0.2 }
            objective { metric: "validation/accuracy" goal: MAXIMIZE }
            objective { metric: "parameters" goal: MINIMIZE }
            parameter { name: "epochs" path: "training.epochs" int { min: 1 max: 99 } }
            parameter {
              name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 0.5 scale: LOG }
            }
            """,
            List.of());
    StudyDirectory directory = new StudyDirectory(root);
    Files.writeString(directory.definition(), spec.text());
    List<StoredTrial> trials = new ArrayList<>();
    for (int i = 0; i <= VALUES.length; i++) {
      Trial trial = Trial.running(i, SampleStudy.assignment(1 + 10 * i, 0.01 * (1 + i), 0));
      trials.add(
          stored(
              i < VALUES.length
                  ? trial.withValues(Trial.State.COMPLETE, VALUES[i])
                  : new Trial(
                      i,
                      trial.assignment(),
                      Trial.State.RUNNING,
                      List.of(Report.of(1, 0.5, 10)),
                      trial.value())));
    }
    return new ReportMaker(spec, directory).of(trials, 10, Instant.EPOCH);
  }

  private static StoredTrial stored(Trial trial) {
    return new StoredTrial(
        trial, OptionalLong.empty(), 1, Optional.empty(), 1, List.of(), Map.of(), 1);
  }
}

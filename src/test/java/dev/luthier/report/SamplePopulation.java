package dev.luthier.report;

import dev.luthier.search.Segment;
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
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A population of three members, whose best trial descends from those of two others. */
public final class SamplePopulation {

  /** Of each trial its member, its parent (-1 for none), and the epochs that it begins with. */
  private static final int[][] PARTS = {
    {0, -1, 0}, {1, -1, 0}, {2, -1, 0}, {0, 0, 2}, {1, 2, 2}, {2, 2, 2}, {0, 4, 4}, {1, 4, 4}
  };

  private static final double[] LOSSES = {0.9, 1.1, 0.7, 0.8, 0.5, 0.6, 0.3, 0.4};

  private SamplePopulation() {}

  /** The report of eight complete trials and one that runs. */
  public static StudyReport report(Path root) throws IOException {
    StudySpec spec =
        StudyFile.parse(
            "graphs/../tuner/population.textproto",
            """
            name: "population"
            model: "../graphs/iris_logistic.textproto"
            set: "training.epochs=6"
            data { path: "iris" validation_fraction: 0.2 }
            objective { metric: "validation/loss" goal: MINIMIZE }
            parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 0.5 } }
            sampler { population_based { population: 3 interval_epochs: 2 } }
            """,
            List.of());
    StudyDirectory directory = new StudyDirectory(root);
    Files.writeString(directory.definition(), spec.text());
    List<StoredTrial> trials = new ArrayList<>();
    for (int i = 0; i < PARTS.length; i++) {
      trials.add(stored(running(i, PARTS[i]).withValues(Trial.State.COMPLETE, LOSSES[i])));
    }
    trials.add(stored(running(PARTS.length, new int[] {2, 5, 4})));
    return new ReportMaker(spec, directory).of(trials, 10, Instant.EPOCH);
  }

  private static Trial running(int number, int[] part) {
    OptionalInt parent = part[1] < 0 ? OptionalInt.empty() : OptionalInt.of(part[1]);
    return Trial.running(number, SampleStudy.assignment(1, 0.01 * (1 + number), 0))
        .withOrigin(Optional.of(new Segment(part[0], parent, part[2], part[2] + 2)));
  }

  private static StoredTrial stored(Trial trial) {
    return new StoredTrial(
        trial, OptionalLong.empty(), 1, Optional.empty(), 1, List.of(), Map.of(), 1);
  }
}

package dev.luthier.run;

import dev.luthier.graph.TrialSpec;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingOutcome;
import dev.luthier.train.TrainingState;
import java.util.Optional;

/** What comes of a training, as its record says it. */
final class Outcomes {

  private Outcomes() {}

  /** A record with what a training has come to. */
  static RunRecord describe(RunRecord begun, TrainingOutcome outcome, TrialSpec trial) {
    TrainingState state = outcome.state();
    Optional<EpochReport> last = outcome.last();
    int epochs = state.epoch() - 1;
    long samples =
        trial.isFullBatch()
            ? state.step() * trial.trainingSamples()
            : (long) epochs * trial.trainingSamples()
                + Math.min(trial.trainingSamples(), (long) state.batch() * trial.batchSize());
    return new RunRecord(
        begun.model(),
        begun.state(),
        begun.seed(),
        begun.versions(),
        begun.device(),
        begun.threads(),
        begun.data(),
        epochs,
        state.step(),
        state.seconds(),
        state.seconds() == 0 ? 0 : samples / state.seconds(),
        last.map(report -> report.training().loss()).orElse(begun.loss()),
        last.map(report -> report.training().named()).orElse(begun.metrics()),
        last.flatMap(EpochReport::validation).map(RunRecord::flat).orElse(begun.validation()),
        begun.pruned());
  }
}

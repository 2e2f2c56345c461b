package dev.luthier.run;

import dev.luthier.graph.TrialSpec;
import dev.luthier.train.EpochFigures;
import dev.luthier.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.Map;

/** What comes of a training, as its record says it. */
final class Outcomes {

  private Outcomes() {}

  /**
   * A record with what a training has come to.
   *
   * @param inherited epochs that were run before it, by a training that it goes on from
   */
  static RunRecord describe(RunRecord begun, TrainingState state, TrialSpec trial, int inherited) {
    int epochs = state.epoch() - 1;
    long samples =
        trial.isFullBatch()
            ? state.step() * trial.trainingSamples()
            : (long) (epochs - inherited) * trial.trainingSamples()
                + Math.min(trial.trainingSamples(), (long) state.batch() * trial.batchSize());
    EpochFigures last = state.last();
    Double loss = null;
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (last != null) {
      metrics.putAll(last.training());
      loss = metrics.remove("loss");
    }
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
        loss,
        metrics,
        last == null || last.validation().isEmpty() ? null : last.validation(),
        begun.confusion(),
        begun.pruned(),
        begun.parameters(),
        begun.multiplyAdds(),
        begun.tf32());
  }
}

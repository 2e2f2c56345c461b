package dev.luthier.run;

import dev.luthier.data.Dataset;
import dev.luthier.data.Split;
import dev.luthier.device.TensorFloat32;
import dev.luthier.graph.TrialSpec;
import dev.luthier.nn.Network;
import dev.luthier.nn.Variable;
import dev.luthier.train.EpochFigures;
import dev.luthier.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of a training: as it begins, and with what it has come to. */
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

  /**
   * The record of a run that begins.
   *
   * @param device that it runs on, as it is told
   * @param threads that an operation may use
   */
  static RunRecord begun(
      TrainingRequest request,
      Network network,
      Dataset dataset,
      Split split,
      String device,
      int threads) {
    return new RunRecord(
        request.model().model().name(),
        RunRecord.State.RUNNING,
        request.seed(),
        RunRecord.Versions.ofThisProcess(),
        device,
        threads,
        new RunRecord.Data(
            request.data().path(),
            dataset.digest(),
            split.train().length,
            split.validation().length,
            split.test().length),
        0,
        0,
        0,
        0,
        null,
        Map.of(),
        null,
        null,
        null,
        network.parameters(Variable.Role.WEIGHT),
        network.multiplyAdds(),
        TensorFloat32.isOff(System.getenv()) ? Boolean.FALSE : null);
  }
}

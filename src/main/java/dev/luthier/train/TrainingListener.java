package dev.luthier.train;

import java.util.List;

/** Is told how a training goes. All methods do nothing unless overridden. */
public interface TrainingListener {

  /**
   * Training begins or goes on.
   *
   * @param state where it stands
   * @param epochs of the whole training
   * @param stepsPerEpoch batches of an epoch
   */
  default void onStart(TrainingState state, int epochs, int stepsPerEpoch) {}

  /**
   * Training begins with weights of another run.
   *
   * @param taken names of the weights and states that are the other run's
   * @param anew names of those that begin as without it: the other run has none of that name and
   *     shape
   */
  default void onInitialWeights(List<String> taken, List<String> anew) {}

  /**
   * Some steps are done.
   *
   * @param epoch counted from 1
   * @param batch number of the epoch's batches that are done
   * @param step optimizer steps so far
   */
  default void onSteps(int epoch, int batch, long step) {}

  /**
   * A summary of the last {@link TrainingOptions#summarySteps} steps is due.
   *
   * @param step optimizer steps so far
   * @param meanLoss over the steps since the last summary or the epoch's start
   */
  default void onSummary(long step, double meanLoss) {}

  /** An epoch is over. The session's weights are those at its end. */
  default void onEpoch(EpochReport report) {}

  /**
   * The state is about to be saved: what was told so far is told once only.
   *
   * @param durable whether the checkpoint will survive a power failure
   */
  default void onSave(boolean durable) {}

  /**
   * A GPU may be used, but the CPU is.
   *
   * @param reason why
   */
  default void onCpuPreferred(String reason) {}

  /** A checkpoint is passed over and removed; training goes on from an older one. */
  default void onDamagedCheckpoint(Checkpoints.Damage damage) {}
}

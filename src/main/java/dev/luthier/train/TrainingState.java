package dev.luthier.train;

import dev.luthier.optim.PlateauState;

/**
 * Where a training stands, beside what the session's variables hold: enough to continue as if it
 * had never stopped.
 *
 * @param epoch counted from 1: the one that is under way or, at its end, the next
 * @param batch number of the epoch's batches that are done
 * @param step optimizer steps so far
 * @param best the best epoch so far
 * @param plateau of the learning rate
 * @param epochSeconds spent on the epoch under way
 * @param seconds spent on all epochs
 * @param stoppedEarly whether it ended before the last epoch: by early stopping, or because the
 *     optimizer has converged
 * @param last figures of the last epoch that is over; null before the end of the first
 */
public record TrainingState(
    int epoch,
    int batch,
    long step,
    BestEpoch best,
    PlateauState plateau,
    double epochSeconds,
    double seconds,
    boolean stoppedEarly,
    EpochFigures last) {

  public TrainingState {
    if (epoch < 1 || batch < 0 || step < 0 || best == null || plateau == null) {
      throw new IllegalArgumentException(
          "a training must stand at an epoch from 1 on, with a best epoch and a plateau, was at"
              + " epoch "
              + epoch
              + ", batch "
              + batch
              + ", step "
              + step);
    }
  }

  /** Before the first step. */
  public static TrainingState initial(float learningRate) {
    return new TrainingState(
        1, 0, 0, BestEpoch.none(), PlateauState.initial(learningRate), 0, 0, false, null);
  }

  /**
   * Where a training stands that goes on from here with other settings: at the same epoch and step,
   * with the best epoch still to come and no time spent.
   */
  public TrainingState inherited(float learningRate) {
    return new TrainingState(
        epoch,
        batch,
        step,
        BestEpoch.none(),
        PlateauState.initial(learningRate),
        0,
        0,
        false,
        last);
  }

  /** Whether a training of so many epochs has nothing left to do. */
  public boolean finished(int epochs) {
    return stoppedEarly || epoch > epochs;
  }
}

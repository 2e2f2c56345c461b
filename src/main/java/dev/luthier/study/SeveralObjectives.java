package dev.luthier.study;

/**
 * What a study makes as small or as large as it can: two or three that stand against each other.
 */
@FunctionalInterface
public interface SeveralObjectives {

  /**
   * Works out the objectives for a trial's parameters. Called by several threads at once where a
   * study has several workers.
   *
   * @return their values, one a goal of the study; one that is NaN or infinite says that the
   *     parameters are of no use, which the sampler learns
   * @throws Exception for a trial that has failed; the study goes on
   */
  double[] values(RunningTrial trial) throws Exception;
}

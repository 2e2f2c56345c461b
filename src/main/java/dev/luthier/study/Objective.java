package dev.luthier.study;

/** What a study makes as small or as large as it can. */
@FunctionalInterface
public interface Objective {

  /**
   * Works out the objective for a trial's parameters. Called by several threads at once where a
   * study has several workers.
   *
   * @return its value; NaN or infinite where the parameters are of no use, which the sampler learns
   * @throws Exception for a trial that has failed; the study goes on
   */
  double value(RunningTrial trial) throws Exception;
}

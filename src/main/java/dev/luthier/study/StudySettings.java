package dev.luthier.study;

import dev.luthier.search.Budget;
import dev.luthier.search.Goal;
import dev.luthier.search.Pruner;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;

/**
 * What a study is, whatever its trials are.
 *
 * @param space that is searched
 * @param goal of the objective
 * @param sampler proposes trials
 * @param pruner gives trials up
 * @param budget when it is over
 * @param seed of everything random
 * @param retries times that a trial is run again after a crash
 * @param maxConsecutiveFailures failed trials one after the other that end it
 * @param duplicates whether an assignment may be tried twice
 */
public record StudySettings(
    SearchSpace space,
    Goal goal,
    Sampler sampler,
    Pruner pruner,
    Budget budget,
    long seed,
    int retries,
    int maxConsecutiveFailures,
    boolean duplicates) {

  public StudySettings {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must be 0 or more, was " + retries);
    }
    if (maxConsecutiveFailures <= 0) {
      throw new IllegalArgumentException(
          "max_consecutive_failures must be positive, was " + maxConsecutiveFailures);
    }
  }
}

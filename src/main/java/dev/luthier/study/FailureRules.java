package dev.luthier.study;

/**
 * What becomes of a study whose trials fail.
 *
 * @param retries times that a trial is run again after its place was lost, such as by a crash
 * @param mostInARow failed trials, one after the other, that end the study
 */
public record FailureRules(int retries, int mostInARow) {

  public FailureRules {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must be 0 or more, was " + retries);
    }
    if (mostInARow <= 0) {
      throw new IllegalArgumentException(
          "max_consecutive_failures must be positive, was " + mostInARow);
    }
  }
}

package dev.luthier.spec;

/**
 * Training of every trial on each of several folds; its value is the folds' mean.
 *
 * @param folds at least 2
 * @param stratified whether every fold has the classes' shares
 * @param shuffle whether the samples are put into a random order first, by the study's seed
 * @param refit whether the best parameters are trained once more on all folds together
 */
public record CrossValidation(int folds, boolean stratified, boolean shuffle, boolean refit) {
  public CrossValidation {
    if (folds < 2) {
      throw new IllegalArgumentException("folds must be at least 2, was " + folds + "; write 5");
    }
  }
}

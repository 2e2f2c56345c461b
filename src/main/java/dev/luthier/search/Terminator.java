package dev.luthier.search;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Ends a study of itself: once what is still to be gained, by its {@link
 * dev.luthier.search.gp.RegretBound}, is less than the error that the best trial's value has anyway
 * (Makarova et al. 2022, Automatic Termination for Hyperparameter Optimization).
 *
 * <p>Only complete trials count, as in Optuna's {@code Terminator}: what failed, was pruned or
 * cannot be run says nothing here.
 *
 * @param minTrials complete trials before the first look, at least 2
 * @param error of a value, in the objective's unit; empty for that of the best trial's folds
 */
public record Terminator(int minTrials, OptionalDouble error) {

  /** Optuna's, too. */
  public static final int DEFAULT_MIN_TRIALS = 20;

  public Terminator {
    if (minTrials < 2) {
      throw new IllegalArgumentException(
          "min_trials must be at least 2, was " + minTrials + "; write a number such as 20");
    }
    error.ifPresent(
        value -> {
          if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                "error must be 0 or more, was "
                    + value
                    + "; write a figure in the objective's unit such as 0.001");
          }
        });
  }

  /** With the error of the best trial's folds. */
  public static Terminator ofFolds() {
    return new Terminator(DEFAULT_MIN_TRIALS, OptionalDouble.empty());
  }

  /** With an error in the objective's unit. */
  public static Terminator ofError(double error) {
    return new Terminator(DEFAULT_MIN_TRIALS, OptionalDouble.of(error));
  }

  public Terminator withMinTrials(int newMinTrials) {
    return new Terminator(newMinTrials, error);
  }

  /**
   * The error of a trial's value: the one that was given, else that of a mean of k folds, {@code
   * √((1/k + 1/(k-1)) s²)} with {@code s²} the mean squared deviation of the folds' values. The
   * second term is for folds whose training samples overlap (Nadeau and Bengio 2003).
   *
   * @param foldValues the trial's value on each fold; empty where it has none
   * @return empty where no error was given and there are not two folds
   */
  public OptionalDouble errorOf(List<Double> foldValues) {
    int folds = foldValues.size();
    if (error.isPresent() || folds < 2) {
      return error;
    }
    double mean = foldValues.stream().mapToDouble(x -> x).average().getAsDouble();
    double squares =
        foldValues.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return OptionalDouble.of(Math.sqrt((1.0 / folds + 1.0 / (folds - 1)) * squares / folds));
  }

  /**
   * Refuses a terminator that goes by folds where there are none.
   *
   * @param where such as {@code in a study of a function}
   * @throws IllegalArgumentException where it has no error
   */
  public void requireError(String where) {
    if (error.isEmpty()) {
      throw new IllegalArgumentException(
          "terminator needs an error "
              + where
              + ", which has no values of folds; give one in the objective's unit, such as"
              + " terminator { error: 0.001 }");
    }
  }
}

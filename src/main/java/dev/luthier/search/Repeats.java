package dev.luthier.search;

import java.util.List;
import java.util.OptionalInt;

/**
 * Trains the best trials of a search again, with other seeds: what was best once may have been
 * lucky.
 *
 * <p>It is the second stage of a two-stage selection: the trials that are best by their only value
 * are screened, then compared by the mean of as many values each. Keras Tuner's {@code
 * executions_per_trial} repeats every trial instead, also those that nobody would choose.
 *
 * @param top so many of the best trials are repeated
 * @param times trainings of each, the first one included
 */
public record Repeats(int top, int times) {

  /** Trials that are repeated unless another number is given. */
  public static final int DEFAULT_TOP = 3;

  /** Trainings of each unless another number is given. */
  public static final int DEFAULT_TIMES = 3;

  public Repeats {
    if (top <= 0) {
      throw new IllegalArgumentException("top must be positive, was " + top + "; write such as 3");
    }
    if (times < 2) {
      throw new IllegalArgumentException(
          "times must be at least 2, the first training included, was "
              + times
              + "; write such as 3");
    }
  }

  /** Trainings that are added to a search. */
  public int count() {
    return top * (times - 1);
  }

  /**
   * The trial that is to be repeated next: of the best by their first values the one that was
   * repeated least, whatever came of that.
   *
   * @param history of a search that is over, with the repeats so far
   * @return its number; empty where all have been
   */
  public OptionalInt next(History history) {
    List<Trial> best = history.withoutRepeats().fromBest().stream().limit(top).toList();
    for (int round = 1; round < times; round++) {
      for (Trial trial : best) {
        if (count(history, trial.number()) < round) {
          return OptionalInt.of(trial.number());
        }
      }
    }
    return OptionalInt.empty();
  }

  private static long count(History history, int number) {
    return history.trials().stream()
        .filter(trial -> trial.repeats().isPresent() && trial.repeats().getAsInt() == number)
        .count();
  }
}

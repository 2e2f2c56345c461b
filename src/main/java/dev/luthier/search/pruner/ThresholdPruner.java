package dev.luthier.search.pruner;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.util.OptionalDouble;

/**
 * Gives up a trial whose last value lies below or above a bound, or is NaN. The bounds are of the
 * objective as it is reported, whatever the goal. As Optuna's {@code ThresholdPruner}; steps are
 * counted from 1 here, from 0 there.
 *
 * @param lower smallest value that goes on
 * @param upper largest value that goes on; one of the two has to be there
 * @param warmupEpochs that every trial is allowed
 * @param intervalEpochs between two looks
 */
public record ThresholdPruner(
    OptionalDouble lower, OptionalDouble upper, int warmupEpochs, int intervalEpochs)
    implements Pruner {

  public ThresholdPruner {
    if (lower.isEmpty() && upper.isEmpty()) {
      throw new IllegalArgumentException(
          "lower or upper must be given, neither was; write such as lower: 0.2");
    }
    requireNumber("lower", lower);
    requireNumber("upper", upper);
    if (lower.isPresent() && upper.isPresent() && lower.getAsDouble() > upper.getAsDouble()) {
      throw new IllegalArgumentException(
          "upper must be at least lower, was "
              + upper.getAsDouble()
              + " with lower "
              + lower.getAsDouble()
              + "; exchange them");
    }
    new LookSchedule(warmupEpochs, intervalEpochs);
  }

  private static void requireNumber(String name, OptionalDouble bound) {
    if (bound.isPresent() && Double.isNaN(bound.getAsDouble())) {
      throw new IllegalArgumentException(name + " must be a number, was NaN; write such as 0.2");
    }
  }

  /** Goes on from this value upwards, looking at each epoch. */
  public static ThresholdPruner atLeast(double lower) {
    return new ThresholdPruner(OptionalDouble.of(lower), OptionalDouble.empty(), 0, 1);
  }

  /** Goes on up to this value, looking at each epoch. */
  public static ThresholdPruner atMost(double upper) {
    return new ThresholdPruner(OptionalDouble.empty(), OptionalDouble.of(upper), 0, 1);
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    if (!new LookSchedule(warmupEpochs, intervalEpochs).isDue(trial.reports())) {
      return Verdict.CONTINUE;
    }
    double value = trial.lastReport().orElseThrow().value();
    boolean isWithin =
        value >= lower.orElse(Double.NEGATIVE_INFINITY)
            && value <= upper.orElse(Double.POSITIVE_INFINITY);
    return isWithin ? Verdict.CONTINUE : Verdict.PRUNE;
  }
}

package dev.luthier.study;

import dev.luthier.search.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a trial, or a part of it, ended.
 *
 * @param state COMPLETE, PAUSED, PRUNED, INFEASIBLE or FAILED
 * @param value of the objective; there for COMPLETE and PRUNED
 * @param foldValues the objective on each fold; empty without cross-validation
 * @param figures loss and metrics by name
 * @param error one line; there for INFEASIBLE and FAILED
 * @param seconds spent on it in all
 */
public record TrialResult(
    Trial.State state,
    OptionalDouble value,
    List<Double> foldValues,
    Map<String, Double> figures,
    Optional<String> error,
    double seconds) {

  /** One that broke off. */
  public static TrialResult failed(String error, double seconds) {
    return new TrialResult(
        Trial.State.FAILED,
        OptionalDouble.empty(),
        List.of(),
        Map.of(),
        Optional.of(error),
        seconds);
  }
}

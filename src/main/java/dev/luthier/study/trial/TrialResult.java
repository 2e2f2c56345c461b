package dev.luthier.study.trial;

import dev.luthier.search.Trial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a trial, or a part of it, ended.
 *
 * @param state COMPLETE, PAUSED, PRUNED, INFEASIBLE or FAILED
 * @param value of the first objective; there for COMPLETE and PRUNED, and for no other
 * @param foldValues the first objective on each fold; empty without cross-validation
 * @param figures loss and metrics by name
 * @param error one line; there for INFEASIBLE and FAILED, and for no other
 * @param seconds spent on it in all
 * @param others values of the other objectives, in their order; empty where there is one objective
 *     or no value
 */
public record TrialResult(
    Trial.State state,
    OptionalDouble value,
    List<Double> foldValues,
    Map<String, Double> figures,
    Optional<String> error,
    double seconds,
    List<Double> others) {

  public TrialResult {
    foldValues = List.copyOf(foldValues);
    others = List.copyOf(others);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    boolean hasValue = state == Trial.State.COMPLETE || state == Trial.State.PRUNED;
    boolean hasError = state == Trial.State.INFEASIBLE || state == Trial.State.FAILED;
    if (!hasValue && !hasError && state != Trial.State.PAUSED) {
      throw new IllegalArgumentException(
          "state must be one in which a trial stops, was " + state + "; give such as COMPLETE");
    }
    if (value.isPresent() != hasValue) {
      throw new IllegalArgumentException(
          "value must be given for COMPLETE and PRUNED only, was "
              + (value.isPresent() ? value.getAsDouble() : "not given")
              + " for "
              + state);
    }
    if (value.isEmpty() && !others.isEmpty()) {
      throw new IllegalArgumentException(
          "others must be given with a value only, were " + others + " for " + state);
    }
    if (error.isPresent() != hasError) {
      throw new IllegalArgumentException(
          "error must be given for INFEASIBLE and FAILED only, was "
              + error.orElse("not given")
              + " for "
              + state);
    }
  }

  /** One of a study with one objective. */
  public TrialResult(
      Trial.State state,
      OptionalDouble value,
      List<Double> foldValues,
      Map<String, Double> figures,
      Optional<String> error,
      double seconds) {
    this(state, value, foldValues, figures, error, seconds, List.of());
  }

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

  /** One that cannot be run. */
  public static TrialResult infeasible(String error, double seconds) {
    return new TrialResult(
        Trial.State.INFEASIBLE,
        OptionalDouble.empty(),
        List.of(),
        Map.of(),
        Optional.of(error),
        seconds);
  }

  /** One that has not begun to run again, to be gone on with. */
  public static TrialResult paused() {
    return new TrialResult(
        Trial.State.PAUSED, OptionalDouble.empty(), List.of(), Map.of(), Optional.empty(), 0);
  }
}

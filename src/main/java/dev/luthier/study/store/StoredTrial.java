package dev.luthier.study.store;

import dev.luthier.search.Trial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A trial with all that is kept of it.
 *
 * @param trial what samplers and pruners see
 * @param owner id of the {@link Owner} that runs it; empty unless RUNNING
 * @param attempts times it was started; a promotion, or going on after an interruption, is no new
 *     attempt
 * @param error of the last attempt that failed, or why it is infeasible: one line
 * @param seconds spent on its training so far
 * @param foldValues the objective on each fold; empty without cross-validation
 * @param figures loss and metrics of the result by name, such as {@code validation/accuracy}
 * @param revision grows with every change of any trial of the study
 */
public record StoredTrial(
    Trial trial,
    OptionalLong owner,
    int attempts,
    Optional<String> error,
    double seconds,
    List<Double> foldValues,
    Map<String, Double> figures,
    long revision) {

  public StoredTrial {
    foldValues = List.copyOf(foldValues);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** The same of a trial with another value, such as a mean over its repeats. */
  public StoredTrial withTrial(Trial newTrial) {
    return new StoredTrial(
        newTrial, owner, attempts, error, seconds, foldValues, figures, revision);
  }
}

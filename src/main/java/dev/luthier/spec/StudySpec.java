package dev.luthier.spec;

import com.google.protobuf.TextFormat;
import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.Goal;
import dev.luthier.search.Pruner;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.StudyDef;
import java.util.List;
import java.util.Optional;

/**
 * All that a study file describes.
 *
 * @param definition the study as a message that needs no other file: the model is in it, paths of
 *     data are absolute
 * @param name letters, digits, {@code _}, {@code -} and {@code .}
 * @param modelDefinition the model, the study's settings included
 * @param data what trials are trained on; paths are absolute
 * @param objectives what is made better: one, or two or three that stand against each other
 * @param space what is tuned
 * @param fields where the values of the parameters go, in the space's order; at least one field
 *     each
 * @param sampler proposes what to try
 * @param pruner decides which trials go on
 * @param crossValidation empty for one training a trial
 * @param budget when the study ends
 * @param seed of all that is random
 * @param retries times a trial is run again after a crash
 * @param maxConsecutiveFailures failed trials one after the other that stop the study
 * @param keep number of the best trials whose checkpoints stay
 * @param watchdogSeconds after which a worker that hangs is ended; 0 for never
 * @param allowDuplicates whether what was tried may be tried again
 */
public record StudySpec(
    StudyDef definition,
    String name,
    ModelDef modelDefinition,
    DataDef data,
    List<Objective> objectives,
    SearchSpace space,
    List<BoundParameter> fields,
    Sampler sampler,
    Pruner pruner,
    Optional<CrossValidation> crossValidation,
    Budget budget,
    long seed,
    int retries,
    int maxConsecutiveFailures,
    int keep,
    double watchdogSeconds,
    boolean allowDuplicates) {

  /** A hundred days; times are counted in nanoseconds. */
  private static final long MOST_WATCHDOG_SECONDS = 8_640_000;

  public StudySpec {
    objectives = List.copyOf(objectives);
    fields = List.copyOf(fields);
    if (!name.matches("[A-Za-z0-9_.-]+")) {
      throw new IllegalArgumentException(
          "name must be letters, digits, '_', '-' and '.', was \""
              + name
              + "\"; write one such as \"my_study\"");
    }
    if (retries < 0) {
      throw new IllegalArgumentException(
          "retries must be 0 or more, was " + retries + "; write a number such as 1");
    }
    if (maxConsecutiveFailures <= 0) {
      throw new IllegalArgumentException(
          "max_consecutive_failures must be positive, was "
              + maxConsecutiveFailures
              + "; write a number such as 3");
    }
    if (keep <= 0) {
      throw new IllegalArgumentException(
          "keep must be positive, was " + keep + "; write a number such as 5");
    }
    if (!(watchdogSeconds >= 0) || watchdogSeconds > MOST_WATCHDOG_SECONDS) {
      throw new IllegalArgumentException(
          "watchdog_seconds must be from 0, which turns it off, to "
              + MOST_WATCHDOG_SECONDS
              + ", was "
              + watchdogSeconds
              + "; write a number such as 600");
    }
  }

  /** The fields that get a parameter's value. */
  public List<BoundParameter> fields(String parameter) {
    return fields.stream().filter(field -> field.parameter().equals(parameter)).toList();
  }

  /** The first of the objectives: the one by which epochs are compared. */
  public Objective objective() {
    return objectives.get(0);
  }

  /** Which way each objective is better. */
  public List<Goal> goals() {
    return objectives.stream().map(Objective::goal).toList();
  }

  /** Names of the objectives. */
  public List<String> metrics() {
    return objectives.stream().map(Objective::metric).toList();
  }

  /**
   * Settings that try each value of each choice and both ends of each range, behind usual values of
   * all parameters.
   */
  public List<Assignment> extremes() {
    return new TrialChecks(this).tried();
  }

  /** The study as text, to be read again by {@link StudyFile#parse}. */
  public String text() {
    return TextFormat.printer().escapingNonAscii(false).printToString(definition);
  }

  /**
   * The model of a trial.
   *
   * @throws IllegalArgumentException where a field cannot have its value
   */
  public ModelDef trialModel(Assignment assignment) {
    return BoundParameter.apply(fields, modelDefinition, assignment.values());
  }

  /**
   * The data of a trial. All trials of a study split the samples in one way: by the data's own
   * split seed, or by the study's seed.
   *
   * @throws IllegalArgumentException where a field cannot have its value
   */
  public DataDef trialData(Assignment assignment) {
    DataDef applied = BoundParameter.apply(fields, data, assignment.values());
    return applied.hasSplitSeed() ? applied : applied.toBuilder().setSplitSeed(seed).build();
  }
}

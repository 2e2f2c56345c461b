package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import dev.luthier.search.Budget;
import dev.luthier.search.Grid;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.pruner.PatientPruner;
import dev.luthier.search.pruner.ThresholdPruner;
import dev.luthier.search.sobol.SobolSampler;
import dev.luthier.spec.Objective;
import dev.luthier.spec.StudySpec;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * The option {@code --deterministic}, and what it rules out. Sums of floating-point numbers depend
 * in their last bits on how many threads share them, so there is one; on a GPU TensorFlow has to
 * choose other kernels.
 */
final class Determinism {

  private static final String OPERATIONS = "TF_DETERMINISTIC_OPS";

  @Option(
      names = "--deterministic",
      description = {
        "The same numbers on every run, however many processors there are: one thread of"
            + " TensorFlow a training, and on a GPU its deterministic kernels. Models that are worth"
            + " several threads train slower. What would depend on time is refused."
      })
  private boolean wanted;

  /**
   * Threads of a session.
   *
   * @param asked by the user; null for the default
   * @return null for the default
   */
  Integer threads(Integer asked) {
    if (!wanted) {
      return asked;
    }
    if (asked != null && asked != 1) {
      throw new IllegalArgumentException(
          "threads must be 1 with --deterministic, was " + asked + "; leave --threads out");
    }
    return 1;
  }

  /** Refuses a GPU whose kernels TensorFlow was not told to choose with care. */
  void requireKernels(DeviceChoice device) {
    if (wanted) {
      boolean chosen = Set.of("1", "true").contains(System.getenv().getOrDefault(OPERATIONS, ""));
      GpuEnvironment.require("--deterministic", OPERATIONS + "=1", chosen, device);
    }
  }

  /**
   * Workers of a study.
   *
   * @param asked by the user; null for the default
   * @return null for the default
   */
  Integer workers(StudySpec study, Integer asked) {
    if (!wanted) {
      return asked;
    }
    Budget budget = study.budget();
    if (budget.seconds().isPresent() || budget.trialSeconds().isPresent()) {
      throw new IllegalArgumentException(
          "--deterministic cannot be kept with budget { "
              + (budget.seconds().isPresent() ? "seconds" : "trial_seconds")
              + " }: what is run would depend on the machine's speed; write budget { trials } alone");
    }
    for (Objective objective : study.objectives()) {
      if (objective.dependsOnTime()) {
        throw new IllegalArgumentException(
            "--deterministic cannot be kept with the objective "
                + objective.metric()
                + ": it depends on the machine's speed; write one such as \"multiply_adds\"");
      }
    }
    Optional<String> depends = dependsOnOrder(study);
    if (depends.isPresent() && asked != null && asked > 1) {
      throw new IllegalArgumentException(
          "--deterministic cannot be kept with "
              + asked
              + " workers and "
              + depends.get()
              + ", which looks at the trials that happen to be over; write --workers 1");
    }
    return depends.isPresent() ? Integer.valueOf(1) : asked;
  }

  /** Whether one thread of TensorFlow is all that a training may have. */
  boolean isWanted() {
    return wanted;
  }

  /** What of a study makes a difference when trials end in another order, if anything does. */
  private static Optional<String> dependsOnOrder(StudySpec study) {
    Sampler sampler = study.sampler();
    if (!(sampler instanceof Grid
        || sampler instanceof RandomSampler
        || sampler instanceof SobolSampler)) {
      return Optional.of("a sampler other than grid, random and sobol");
    }
    if (compares(study.pruner())) {
      return Optional.of("a pruner that compares trials");
    }
    if (study.budget().targetValue().isPresent()) {
      return Optional.of("budget { target_value }");
    }
    return study.budget().terminator().map(terminator -> "budget { terminator }");
  }

  private static boolean compares(Pruner pruner) {
    return pruner instanceof PatientPruner patient
        ? compares(patient.pruner())
        : !(pruner instanceof Pruner.None || pruner instanceof ThresholdPruner);
  }
}

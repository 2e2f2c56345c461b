package dev.luthier.search;

import java.util.function.ToDoubleFunction;

/**
 * What a sampler is tried on.
 *
 * @param name for people
 * @param space of assignments
 * @param goal of the objective
 * @param objective without noise
 * @param optimum the objective's best value
 */
public record Problem(
    String name,
    SearchSpace space,
    Goal goal,
    ToDoubleFunction<Assignment> objective,
    double optimum) {

  /** How much worse than the best an assignment is. */
  double regret(Assignment assignment) {
    return goal.loss(objective.applyAsDouble(assignment)) - goal.loss(optimum);
  }
}

package dev.luthier.optim;

/**
 * How a training stands with {@link ReduceOnPlateau}: data for a checkpoint, and one step a
 * finished epoch.
 *
 * @param learningRate to be used from now on
 * @param measured whether an epoch has been finished
 * @param best value of the metric; 0 before the first epoch
 * @param epochsWithoutImprovement since the best value, the last reduction or the cooldown
 * @param cooldown epochs that are not counted any more
 */
public record PlateauState(
    float learningRate, boolean measured, double best, int epochsWithoutImprovement, int cooldown) {

  /** Before the first epoch. */
  public static PlateauState initial(float learningRate) {
    return new PlateauState(learningRate, false, 0, 0, 0);
  }

  /**
   * After one more epoch. The rules are Keras': the first value is the best one so far, NaN
   * improves on nothing later, an epoch of the cooldown may bring a new best value but is not
   * counted, and nothing more happens at the lowest learning rate. Values are compared in float32.
   *
   * @param metric of the epoch
   */
  public PlateauState next(ReduceOnPlateau rule, double metric) {
    int stillCool = Math.max(0, cooldown - 1);
    int waited = cooldown > 0 ? 0 : epochsWithoutImprovement;
    if (isImprovement(rule, metric)) {
      return new PlateauState(learningRate, true, metric, 0, stillCool);
    }
    if (stillCool > 0) {
      return new PlateauState(learningRate, true, best, waited, stillCool);
    }
    waited++;
    if (waited < rule.patience() || learningRate <= rule.minLearningRate()) {
      return new PlateauState(learningRate, true, best, waited, stillCool);
    }
    float reduced = Math.max(learningRate * rule.factor(), rule.minLearningRate());
    return new PlateauState(reduced, true, best, 0, rule.cooldown());
  }

  private boolean isImprovement(ReduceOnPlateau rule, double metric) {
    if (!measured) {
      return true;
    }
    return ReduceOnPlateau.isMinimized(rule.metric())
        ? (float) (metric + rule.minDelta()) < (float) best
        : (float) (metric - rule.minDelta()) > (float) best;
  }
}

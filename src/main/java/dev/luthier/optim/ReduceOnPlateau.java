package dev.luthier.optim;

import java.util.List;
import java.util.Set;

/**
 * Keras' ReduceLROnPlateau: at the end of an epoch, after {@code patience} epochs without
 * improvement, the learning rate is multiplied by {@code factor}. {@link PlateauState} counts.
 *
 * @param metric such as {@code validation/loss}
 * @param factor below 1
 * @param patience epochs
 * @param minDelta smallest change that counts as improvement
 * @param cooldown epochs after a reduction in which nothing is counted
 * @param minLearningRate never below this
 */
public record ReduceOnPlateau(
    String metric,
    float factor,
    int patience,
    float minDelta,
    int cooldown,
    float minLearningRate) {

  private static final Set<String> PARTS = Set.of("train", "validation", "test");

  public ReduceOnPlateau {
    if (metric.isBlank()) {
      throw new IllegalArgumentException(
          "metric must be a name, was empty; write a name such as \"validation/loss\"");
    }
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "factor must be above 0 and below 1, was " + factor + "; write a number such as 0.1");
    }
    if (patience < 0) {
      throw new IllegalArgumentException(
          "patience must be 0 or more, was " + patience + "; write a number of epochs such as 10");
    }
    Bounds.notNegative("min_delta", minDelta, 0.0001f);
    if (cooldown < 0) {
      throw new IllegalArgumentException(
          "cooldown must be 0 or more, was " + cooldown + "; write a number of epochs such as 2");
    }
    Bounds.notNegative("min_learning_rate", minLearningRate, 1e-6f);
  }

  /** With Keras' defaults. */
  public static ReduceOnPlateau of() {
    return new ReduceOnPlateau("validation/loss", 0.1f, 10, 0.0001f, 0, 0);
  }

  public ReduceOnPlateau withMetric(String newMetric) {
    return new ReduceOnPlateau(newMetric, factor, patience, minDelta, cooldown, minLearningRate);
  }

  public ReduceOnPlateau withPatience(int newPatience) {
    return new ReduceOnPlateau(metric, factor, newPatience, minDelta, cooldown, minLearningRate);
  }

  /**
   * Whether smaller values of a metric are better: those of losses and errors are, such as {@code
   * validation/loss} and {@code mean_squared_error}; of all other metrics larger values are. Keras
   * asks the metric's class, with the same answers.
   *
   * @param metric with or without the part of the data before it; a class name may follow
   */
  public static boolean isMinimized(String metric) {
    List<String> names = List.of(metric.split("/"));
    String name = names.size() > 1 && PARTS.contains(names.get(0)) ? names.get(1) : names.get(0);
    return name.equals("loss") || name.endsWith("_loss") || name.endsWith("_error");
  }
}

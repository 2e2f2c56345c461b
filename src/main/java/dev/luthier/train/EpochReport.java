package dev.luthier.train;

import dev.luthier.graph.Figures;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of an epoch.
 *
 * @param epoch counted from 1
 * @param step optimizer steps so far
 * @param learningRate of the last step
 * @param training loss and metrics over the epoch, as the weights were at each step; where each
 *     step is on all samples, with the weights at the end
 * @param validation loss and metrics with the weights at the end; empty without validation samples
 * @param seconds that training and validation took
 * @param cost of the model so far
 */
public record EpochReport(
    int epoch,
    long step,
    float learningRate,
    Figures training,
    Optional<Figures> validation,
    double seconds,
    TrainingCost cost) {

  /**
   * What a study may look at: a figure by its name as in {@link #value}, or a cost by its name.
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public double objective(String name) {
    OptionalDouble costs = cost.value(name);
    return costs.isPresent() ? costs.getAsDouble() : value(name);
  }

  /**
   * A figure by its {@linkplain Figures#value name}: as it is for training, with {@code
   * validation/} before it for validation.
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public double value(String metric) {
    String prefix = "validation/";
    boolean ofValidation = metric.startsWith(prefix);
    if (ofValidation && validation.isEmpty()) {
      throw new IllegalArgumentException(
          "metric "
              + metric
              + " needs validation samples, there are none; hold some out with"
              + " training { validation_fraction: 0.2 }");
    }
    Figures figures = ofValidation ? validation.orElseThrow() : training;
    String name = ofValidation ? metric.substring(prefix.length()) : metric;
    return figures
        .value(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "metric must be one of loss, "
                        + String.join(", ", figures.named().keySet())
                        + ", with or without validation/ before it, was "
                        + metric));
  }
}

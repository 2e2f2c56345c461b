package dev.luthier.nn;

import java.util.List;

/**
 * A network with its loss and metrics: what is trained, without how.
 *
 * @param name letters, digits, {@code _}, {@code -} and {@code .}
 * @param inputs in order
 * @param elements layers and blocks; the last one's output is the model's
 * @param loss what training minimizes
 * @param metrics reported beside the loss, which they {@linkplain Metric#suits suit}
 * @param exits layers that a sample can leave at, the first of them first
 */
public record Model(
    String name,
    List<Input> inputs,
    List<Element> elements,
    Loss loss,
    List<Metric> metrics,
    List<Exit> exits) {

  /** A model without exits. */
  public Model(
      String name, List<Input> inputs, List<Element> elements, Loss loss, List<Metric> metrics) {
    this(name, inputs, elements, loss, metrics, List.of());
  }

  public Model {
    inputs = List.copyOf(inputs);
    elements = List.copyOf(elements);
    metrics = List.copyOf(metrics);
    exits = List.copyOf(exits);
    if (!name.matches("[A-Za-z0-9_.-]+")) {
      throw new IllegalArgumentException(
          "name must be letters, digits, '_', '-' and '.', was '" + name + "'");
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "input must be there at least once, was not; write input { name: \"features\" shape: 4 }");
    }
    if (elements.isEmpty()) {
      throw new IllegalArgumentException(
          "layer must be there at least once, was not; write layer { name: \"logits\" dense {"
              + " units: 10 } }");
    }
    if (!exits.isEmpty() && !(loss instanceof Loss.Classification)) {
      throw new IllegalArgumentException(
          "exit must go with a loss of classes, whose probabilities say how sure it is, was with "
              + loss.getClass().getSimpleName()
              + "; leave it out");
    }
    if (exits.stream().map(Exit::layer).distinct().count() < exits.size()) {
      throw new IllegalArgumentException(
          "exit must name each layer once, were "
              + exits.stream().map(Exit::layer).toList()
              + "; remove one");
    }
    for (Metric metric : metrics) {
      if (!metric.suits(loss)) {
        throw new IllegalArgumentException(
            "metric must suit the loss, was "
                + metric.name()
                + " with a loss "
                + (loss instanceof Loss.Regression
                    ? "of numbers; write such as MEAN_ABSOLUTE_ERROR"
                    : "of classes; write such as ACCURACY"));
      }
    }
  }
}

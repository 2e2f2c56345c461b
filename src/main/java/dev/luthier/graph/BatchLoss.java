package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What a step minimizes: the mean of a batch's losses, and what is added to it.
 *
 * @param each loss of each sample, {@code [batch]}
 * @param added penalties of weights and what layers add, a scalar
 */
record BatchLoss(Operand<TFloat32> each, Optional<Operand<TFloat32>> added) {

  /** The whole, a scalar. */
  Operand<TFloat32> mean(Ops tf) {
    Operand<TFloat32> mean = tf.math.mean(each, tf.constant(0));
    return added.isPresent() ? tf.math.add(mean, added.get()) : mean;
  }

  /**
   * Gradients with respect to weights as a pass has read them.
   *
   * <p>They start at the losses of the samples, each of which has an equal share of the mean: the
   * gradient of a mean over a batch of unknown size would take a dozen ops on shapes.
   */
  @SuppressWarnings("unchecked")
  List<Operand<TFloat32>> gradients(
      Graph graph, Ops tf, ForwardPass pass, List<NetworkVariables.Weight> weights) {
    Operand<TFloat32> share = tf.math.reciprocal(tf.dtypes.cast(tf.size(each), TFloat32.class));
    List<Output<?>> losses = new ArrayList<>(List.of(each.asOutput()));
    List<Output<?>> starts = new ArrayList<>(List.of(tf.fill(tf.shape(each), share).asOutput()));
    added.ifPresent(
        sum -> {
          losses.add(sum.asOutput());
          starts.add(tf.constant(1f).asOutput());
        });
    Output<?>[] values =
        weights.stream()
            .map(weight -> pass.read(weight.name()).asOutput())
            .toArray(Output<?>[]::new);
    Output<?>[] gradients;
    try {
      gradients =
          graph.addGradients(
              "gradients",
              losses.toArray(Output<?>[]::new),
              values,
              starts.toArray(Output<?>[]::new));
    } catch (TensorFlowException e) {
      throw MissingGradient.explain(graph, e);
    }
    List<Operand<TFloat32>> result = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      result.add((Operand<TFloat32>) gradient);
    }
    return result;
  }
}

package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 * @param added l1 penalties of weights and what layers add, a scalar
 * @param squares l2 penalties of weights, a scalar
 */
record BatchLoss(
    Operand<TFloat32> each,
    Optional<Operand<TFloat32>> added,
    Optional<Operand<TFloat32>> squares) {

  /** The whole, a scalar. */
  Operand<TFloat32> mean(Ops tf) {
    Operand<TFloat32> mean = tf.math.mean(each, tf.constant(0));
    return Stream.of(added, squares).flatMap(Optional::stream).reduce(mean, tf.math::add);
  }

  /**
   * Gradients with respect to weights as a pass has read them, without those of the l2 penalties.
   *
   * <p>They start at the losses of the samples, each of which has an equal share of the mean: the
   * gradient of a mean over a batch of unknown size would take a dozen ops on shapes.
   *
   * @param scale that the gradients are multiplied by; empty for as they are
   */
  @SuppressWarnings("unchecked")
  List<Operand<TFloat32>> gradients(
      Graph graph,
      Ops tf,
      ForwardPass pass,
      List<NetworkVariables.Weight> weights,
      Optional<LossScale> scale) {
    Operand<TFloat32> size = tf.dtypes.cast(tf.size(each), TFloat32.class);
    Operand<TFloat32> share =
        scale.isPresent() ? tf.math.div(scale.get().factor(), size) : tf.math.reciprocal(size);
    List<Output<?>> losses = new ArrayList<>(List.of(each.asOutput()));
    List<Output<?>> starts = new ArrayList<>(List.of(tf.fill(tf.shape(each), share).asOutput()));
    added.ifPresent(
        sum -> {
          losses.add(sum.asOutput());
          starts.add(
              scale
                  .<Operand<TFloat32>>map(LossScale::factor)
                  .orElseGet(() -> tf.constant(1f))
                  .asOutput());
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

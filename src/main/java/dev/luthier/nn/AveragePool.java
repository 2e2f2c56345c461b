package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean of each window: {@code [height, width, channels]} or {@code [length, channels]}, each
 * channel by itself. As in Keras, padded places do not count; in PyTorch they count as zeros.
 *
 * @param size of the window, one number or one a dimension
 * @param stride of the window, one number or one a dimension
 * @param padding beyond the edges, not explicit
 */
public record AveragePool(List<Integer> size, List<Integer> stride, Padding padding)
    implements Layer {

  public AveragePool {
    size = Window.positive("size", size);
    stride = Window.positive("stride", stride);
    if (padding instanceof Padding.Explicit explicit) {
      throw new IllegalArgumentException(
          "explicit_padding is only for max_pool, was "
              + explicit.sizes()
              + " of average_pool; write padding: SAME, or put a layer of zero_padding before it");
    }
  }

  /** Windows of one size side by side, without padding. */
  public static AveragePool of(int size) {
    return new AveragePool(List.of(size), List.of(size), Padding.VALID);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Pooling.outputShape(size, stride, padding, inputs);
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    return Pooling.apply(
        tf,
        inputs.get(0),
        (images, rank) -> {
          Window window = Pooling.window(size, stride, padding, rank);
          Window.Padded padded = window.pad(tf, images, 0);
          return tf.nn.avgPool(padded.images(), window.sizes(), window.strides(), padded.padding());
        });
  }
}

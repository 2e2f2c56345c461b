package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * PyTorch's AdaptiveAvgPool2d: {@code [height, width, channels]} to {@code [size..., channels]} for
 * any height and width. Bin i of n covers places floor(i h / n) up to ceil((i + 1) h / n); bins
 * overlap where n does not divide h.
 *
 * @param size height and width of the output, or one number for both
 */
public record AdaptiveAveragePool(List<Integer> size) implements Layer {

  public AdaptiveAveragePool {
    size = Window.pair(Window.positive("size", size));
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(size.get(0), size.get(1), InputShapes.image(inputs).get(-1));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Shape image = Samples.shape(x);
    int height = Math.toIntExact(image.get(0));
    int width = Math.toIntExact(image.get(1));
    if (height % size.get(0) == 0 && width % size.get(1) == 0) {
      List<Integer> bin = List.of(height / size.get(0), width / size.get(1));
      Window window = Window.of(bin, bin, Padding.VALID);
      return tf.nn.avgPool(x, window.sizes(), window.strides(), "VALID");
    }
    Operand<TFloat32> rows = tf.constant(averages(size.get(0), height));
    Operand<TFloat32> columns = tf.constant(averages(size.get(1), width));
    Operand<TFloat32> low = tf.linalg.einsum(List.of(x, rows), "bhwc,nh->bnwc");
    return tf.linalg.einsum(List.of(low, columns), "bhwc,nw->bhnc");
  }

  /** The matrix whose row i averages the places of bin i. */
  private static float[][] averages(int bins, int length) {
    float[][] averages = new float[bins][length];
    for (int bin = 0; bin < bins; bin++) {
      int from = Math.floorDiv(bin * length, bins);
      int to = -Math.floorDiv(-(bin + 1) * length, bins);
      for (int place = from; place < to; place++) {
        averages[bin][place] = 1f / (to - from);
      }
    }
    return averages;
  }
}

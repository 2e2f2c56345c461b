package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The largest value of each window: {@code [height, width, channels]} or {@code [length,
 * channels]}, each channel by itself. Padded places never win.
 *
 * @param size of the window, one number or one a dimension
 * @param stride of the window, one number or one a dimension
 * @param padding beyond the edges; explicit padding is at most half the size, as in PyTorch
 */
public record MaxPool(List<Integer> size, List<Integer> stride, Padding padding) implements Layer {

  public MaxPool {
    size = Window.positive("size", size);
    stride = Window.positive("stride", stride);
    if (padding instanceof Padding.Explicit explicit) {
      List<Integer> around = Window.pair(explicit.sizes());
      List<Integer> window = Window.pair(size);
      if (2 * around.get(0) > window.get(0) || 2 * around.get(1) > window.get(1)) {
        throw new IllegalArgumentException(
            "explicit_padding must be at most half of the size, was "
                + explicit.sizes()
                + " with size "
                + size
                + "; write less, or padding: SAME");
      }
    }
  }

  /** Windows of one size side by side, without padding. */
  public static MaxPool of(int size) {
    return new MaxPool(List.of(size), List.of(size), Padding.VALID);
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
        (images, rank) -> pool(tf, images, Pooling.window(size, stride, padding, rank)));
  }

  /**
   * TensorFlow Java has the op MaxPoolV2 only, whose gradient oneDNN does not take over: over 32
   * images of 16 x 16 x 64, size 3 and stride 2, it took 16 ms on one thread, MaxPool's 0.3 ms.
   */
  private static Operand<TFloat32> pool(Ops tf, Operand<TFloat32> images, Window window) {
    Window.Padded padded = window.pad(tf, images, Float.NEGATIVE_INFINITY);
    return tf.scope()
        .opBuilder("MaxPool", "MaxPool")
        .addInput(padded.images().asOutput())
        .setAttr("ksize", Pooling.longs(window.sizes()))
        .setAttr("strides", Pooling.longs(window.strides()))
        .setAttr("padding", padded.padding())
        .build()
        .output(0);
  }
}

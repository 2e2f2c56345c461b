package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A spectrogram on the mel scale, on which equal steps sound equally far apart: {@code [frames,
 * frequencies]} to {@code [frames, bins]}, spectrogram times filters; then, unless left out, log(x
 * + offset).
 *
 * <p>The filters are those of {@code tf.signal.linear_to_mel_weight_matrix}.
 *
 * @param scale the filters
 * @param log whether the logarithm is taken
 * @param logOffset what silence counts as: the smaller, the more very quiet sounds differ from it
 */
public record MelSpectrogram(MelScale scale, boolean log, float logOffset) implements Layer {

  public MelSpectrogram {
    if (!(logOffset > 0) || Float.isInfinite(logOffset)) {
      throw new IllegalArgumentException(
          "log_offset must be a positive number, was " + logOffset + "; write such as 0.001");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(MelScale.spectrogram(inputs).get(0), scale.bins());
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return inputs.get(0).size() * scale.bins();
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.exact();
    Shape spectrogram = inputs.get(0).shape().tail();
    int frequencies = (int) spectrogram.get(1);
    Operand<TFloat32> flat = tf.reshape(inputs.get(0), tf.constant(new int[] {-1, frequencies}));
    Operand<TFloat32> product = tf.linalg.matMul(flat, tf.constant(scale.filters(frequencies)));
    Operand<TFloat32> mel =
        tf.reshape(product, tf.constant(new long[] {-1, spectrogram.get(0), scale.bins()}));
    return log ? tf.math.log(tf.math.add(mel, tf.constant(logOffset))) : mel;
  }
}

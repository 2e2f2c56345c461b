package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Mel-frequency cepstral coefficients: {@code [frames, frequencies]} to {@code [frames,
 * coefficients]}, the discrete cosine transform of the logarithms of a mel filter bank (Davis &amp;
 * Mermelstein 1980).
 *
 * <p>Reads a spectrogram whose magnitudes are squared. TensorFlow's op Mfcc has no gradient: layers
 * before this one cannot be trained.
 *
 * @param coefficients how many
 * @param scale the filter bank
 */
public record Mfcc(int coefficients, MelScale scale) implements Layer {

  public Mfcc {
    Window.positive("coefficients", coefficients);
    if (coefficients > scale.bins()) {
      throw new IllegalArgumentException(
          "coefficients must be at most the bins, "
              + scale.bins()
              + ", was "
              + coefficients
              + "; write fewer, or more bins");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(MelScale.spectrogram(inputs).get(0), coefficients);
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> result =
        tf.audio.mfcc(
            inputs.get(0),
            tf.constant(scale.sampleRate()),
            org.tensorflow.op.audio.Mfcc.dctCoefficientCount((long) coefficients),
            org.tensorflow.op.audio.Mfcc.filterbankChannelCount((long) scale.bins()),
            org.tensorflow.op.audio.Mfcc.lowerFrequencyLimit(scale.lowerFrequency()),
            org.tensorflow.op.audio.Mfcc.upperFrequencyLimit(scale.upper()));
    return tf.ensureShape(
        result, outputShape(List.of(inputs.get(0).shape().tail())).prepend(Shape.UNKNOWN_SIZE));
  }
}

package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.audio.AudioSpectrogram;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * How loud each frequency of a sound is in each span of time: {@code [samples, 1]} to {@code
 * [frames, frequencies]}, the magnitudes of a short-time Fourier transform with a periodic Hann
 * window.
 *
 * <p>There are {@code 1 + (samples - window) / stride} frames, and {@code n / 2 + 1} frequencies
 * from 0 to half the sample rate, n being the least power of two from the window on. This is {@code
 * tf.signal.stft} with that {@code fft_length}, whose window of an odd length is not periodic.
 *
 * <p>TensorFlow's op AudioSpectrogram has no gradient: layers before this one cannot be trained.
 *
 * @param window samples of a frame
 * @param stride samples from one frame's start to the next one's
 * @param magnitudeSquared whether the magnitudes are squared
 */
public record Spectrogram(int window, int stride, boolean magnitudeSquared) implements Layer {

  public Spectrogram {
    Window.positive("stride", stride);
    if (window < 2) {
      throw new IllegalArgumentException(
          "window must be at least 2 samples, was " + window + "; write such as window: 256");
    }
  }

  /** Magnitudes as they are. */
  public static Spectrogram of(int window, int stride) {
    return new Spectrogram(window, stride, false);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sound = InputShapes.sequence(inputs);
    if (sound.get(1) != 1) {
      throw new IllegalArgumentException(
          "needs a sound of one channel, [samples, 1], was given " + sound + "; mix its channels");
    }
    if (sound.get(0) < window) {
      throw new IllegalArgumentException(
          "needs at least "
              + window
              + " samples, was given "
              + sound.get(0)
              + "; write a smaller window");
    }
    int transformed = Integer.highestOneBit(window - 1) * 2;
    return Shape.of(1 + (sound.get(0) - window) / stride, transformed / 2 + 1);
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    // The op takes one sound of many channels: the batch stands for them.
    Operand<TFloat32> sounds =
        tf.linalg.transpose(
            tf.squeeze(inputs.get(0), Squeeze.axis(List.of(2L))), tf.constant(new int[] {1, 0}));
    Operand<TFloat32> frames =
        tf.audio.audioSpectrogram(
            sounds,
            (long) window,
            (long) stride,
            AudioSpectrogram.magnitudeSquared(magnitudeSquared));
    return tf.ensureShape(
        frames, outputShape(List.of(inputs.get(0).shape().tail())).prepend(Shape.UNKNOWN_SIZE));
  }
}

package dev.luthier.nn;

import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * Triangular filters that are equally wide on the mel scale, 1127 ln(1 + frequency / 700).
 *
 * @param bins how many filters
 * @param sampleRate of the sound, samples a second
 * @param lowerFrequency where the first filter begins, in hertz
 * @param upperFrequency where the last one ends, in hertz; 0 for half the sample rate
 */
public record MelScale(int bins, int sampleRate, float lowerFrequency, float upperFrequency) {

  public MelScale {
    Window.positive("bins", bins);
    if (sampleRate <= 0) {
      throw new IllegalArgumentException(
          "sample_rate must be the sound's samples a second, was "
              + sampleRate
              + "; write such as sample_rate: 8000");
    }
    float upper = upperFrequency == 0 ? sampleRate / 2f : upperFrequency;
    if (!(lowerFrequency >= 0 && lowerFrequency < upper)) {
      throw new IllegalArgumentException(
          "lower_frequency must be from 0 to below upper_frequency, "
              + upper
              + ", was "
              + lowerFrequency
              + "; write such as lower_frequency: 20");
    }
    if (!(upper <= sampleRate / 2f)) {
      throw new IllegalArgumentException(
          "upper_frequency must be at most half the sample rate, "
              + sampleRate / 2f
              + ", was "
              + upperFrequency
              + "; leave it out for that");
    }
  }

  /** Where the last filter ends, in hertz. */
  float upper() {
    return upperFrequency == 0 ? sampleRate / 2f : upperFrequency;
  }

  /** The shape of the only input, {@code [frames, frequencies]}. */
  static Shape spectrogram(List<Shape> inputs) {
    Shape input = InputShapes.one(inputs);
    if (input.numDimensions() != 2 || input.get(1) < 2) {
      throw new IllegalArgumentException(
          "needs a spectrogram of shape [frames, frequencies], was given "
              + input
              + "; put a layer of spectrogram { window: 256 stride: 128 } before it");
    }
    return input;
  }

  /**
   * The filters, {@code [frequencies, bins]}: what {@code tf.signal.linear_to_mel_weight_matrix}
   * gives.
   */
  float[][] filters(int frequencies) {
    double[] edges = new double[bins + 2];
    double lowest = mel(lowerFrequency);
    double width = (mel(upper()) - lowest) / (bins + 1);
    for (int i = 0; i < edges.length; i++) {
      edges[i] = lowest + i * width;
    }
    float[][] filters = new float[frequencies][bins];
    // Frequency 0 belongs to no filter.
    for (int i = 1; i < frequencies; i++) {
      double mel = mel(sampleRate / 2.0 * i / (frequencies - 1));
      for (int bin = 0; bin < bins; bin++) {
        double up = (mel - edges[bin]) / (edges[bin + 1] - edges[bin]);
        double down = (edges[bin + 2] - mel) / (edges[bin + 2] - edges[bin + 1]);
        filters[i][bin] = (float) Math.max(0, Math.min(up, down));
      }
    }
    return filters;
  }

  private static double mel(double frequency) {
    return 1127 * Math.log1p(frequency / 700);
  }
}

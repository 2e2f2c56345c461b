package dev.luthier.draft;

import java.util.ArrayList;
import java.util.List;

/** Networks for sounds: convolutions over a mel spectrogram. */
final class SoundNetwork {

  private static final double WINDOW_SECONDS = 0.032;
  private static final double MOST_SECONDS = 2;
  private static final int BINS = 40;

  private SoundNetwork() {}

  /**
   * A network for sounds.
   *
   * @param rate samples a second
   * @param longest samples of the longest sound
   */
  static NetworkDraft of(int rate, int longest) {
    int samples = (int) Math.min(longest, MOST_SECONDS * rate);
    int window = Integer.highestOneBit(Math.max(2, (int) (WINDOW_SECONDS * rate)));
    int stride = window / 2;
    int frames = Math.max(1, (samples - window) / stride + 1);
    List<String> lines = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    lines.add("# Longer sounds are cut, shorter ones are followed by silence.");
    lines.add(
        "input { name: \"sound\" sound { sample_rate: %d samples: %d } }".formatted(rate, samples));
    lines.add(
        "layer { name: \"spectrogram\" spectrogram { window: %d stride: %d } }"
            .formatted(window, stride));
    lines.add(
        "layer { name: \"mel\" mel_spectrogram { bins: %d sample_rate: %d } }"
            .formatted(BINS, rate));
    lines.add("layer { name: \"scaled\" batch_normalization { momentum: 0.9 } }");
    lines.add("layer { name: \"image\" reshape { shape: [-1, %d, 1] } }".formatted(BINS));
    TensorNetwork.addStages(Math.min(frames, BINS), lines, parameters);
    return new NetworkDraft(
        "sounds of %d samples a second, the longest of %d".formatted(rate, longest),
        lines,
        parameters);
  }
}

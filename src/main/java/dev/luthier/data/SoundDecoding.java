package dev.luthier.data;

/**
 * Sounds of one length: of a {@code .wav} file, {@code [samples, 1]} numbers from -1 to 1, its
 * channels mixed down to one.
 *
 * @param sampleRate samples a second; 0 for that of the data
 * @param samples of a sound: shorter ones are padded with zeros, longer ones cut
 */
public record SoundDecoding(int sampleRate, int samples) implements RawInput {

  public SoundDecoding {
    if (sampleRate < 0) {
      throw new IllegalArgumentException(
          "sample_rate must be positive, was "
              + sampleRate
              + "; leave it out for that of the data");
    }
    if (samples <= 0) {
      throw new IllegalArgumentException(
          "samples must be how many of a sound are used, was "
              + samples
              + "; write such as samples: 8000, one second at 8000 a second");
    }
  }
}

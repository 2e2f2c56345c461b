package dev.luthier.data;

/**
 * A directory with a directory of {@code .wav} files for each class, or with files named {@code
 * label_….wav}.
 *
 * @param samples a file: shorter ones are padded with zeros, longer ones cut; 0 for the longest
 */
public record SoundsFormat(int samples) implements DataFormat {

  public SoundsFormat {
    if (samples < 0) {
      throw new IllegalArgumentException(
          "samples must be positive, was " + samples + "; leave it out for the longest");
    }
  }

  /** As long as the longest. */
  public static SoundsFormat standard() {
    return new SoundsFormat(0);
  }
}

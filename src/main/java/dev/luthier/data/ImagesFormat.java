package dev.luthier.data;

/**
 * A directory with a directory of JPEG or PNG images for each class, or {@code train} and {@code
 * test} with such directories.
 *
 * @param height images are resized to; 0 for the first image's
 * @param width images are resized to; 0 for the first image's
 * @param channels 1 or 3
 */
public record ImagesFormat(int height, int width, int channels) implements DataFormat {

  public ImagesFormat {
    if (height < 0) {
      throw new IllegalArgumentException(
          "height must be positive, was " + height + "; leave it out for the first image's");
    }
    if (width < 0) {
      throw new IllegalArgumentException(
          "width must be positive, was " + width + "; leave it out for the first image's");
    }
    if ((long) height * width > Pixels.MOST_PIXELS) {
      throw new IllegalArgumentException(
          "height times width must be at most "
              + Pixels.MOST_PIXELS
              + ", was "
              + height
              + " by "
              + width
              + "; write such as height: 224 width: 224");
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
  }

  /** The first image's size, in color. */
  public static ImagesFormat standard() {
    return new ImagesFormat(0, 0, 3);
  }
}

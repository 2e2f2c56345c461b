package dev.luthier.tensorboard;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Pictures of input samples, one by one or side by side. */
public final class ImageGrid {

  private static final int GAP = 2;
  private static final int GAP_COLOR = 0xc8c8c8;

  private final List<BufferedImage> images;

  private ImageGrid(List<BufferedImage> images) {
    this.images = images;
  }

  /**
   * Takes pixels from 0 to 255.
   *
   * @param pixels {@code [samples, height, width, channels]}, row by row; each byte unsigned
   * @param height of one image
   * @param width of one image
   * @param channels 1 for grey or 3 for red, green and blue
   */
  public static ImageGrid ofBytes(byte[] pixels, int height, int width, int channels) {
    return of(pixels.length, height, width, channels, i -> Byte.toUnsignedInt(pixels[i]));
  }

  /**
   * Takes pixels from 0 to 1, as they are after scaling by 1/255; what lies outside is cut off, and
   * NaN is drawn black.
   *
   * @param pixels {@code [samples, height, width, channels]}, row by row
   * @param height of one image
   * @param width of one image
   * @param channels 1 for grey or 3 for red, green and blue
   */
  public static ImageGrid ofFloats(float[] pixels, int height, int width, int channels) {
    return of(pixels.length, height, width, channels, i -> level(pixels[i]));
  }

  /** The images one by one, for {@link Summaries#images}. */
  public List<Png> images() {
    return images.stream().map(Png::of).toList();
  }

  /** All images in one picture, row by row, in about as many rows as columns. */
  public Png grid() {
    int columns = (int) Math.ceil(Math.sqrt(images.size()));
    int rows = (images.size() + columns - 1) / columns;
    int cellWidth = images.get(0).getWidth() + GAP;
    int cellHeight = images.get(0).getHeight() + GAP;
    BufferedImage grid =
        new BufferedImage(
            columns * cellWidth + GAP, rows * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = grid.createGraphics();
    canvas.setColor(new Color(GAP_COLOR));
    canvas.fillRect(0, 0, grid.getWidth(), grid.getHeight());
    for (int i = 0; i < images.size(); i++) {
      canvas.drawImage(
          images.get(i), GAP + i % columns * cellWidth, GAP + i / columns * cellHeight, null);
    }
    canvas.dispose();
    return Png.of(grid);
  }

  private static ImageGrid of(
      int length, int height, int width, int channels, IntUnaryOperator level) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "channels must be 1 or 3, was " + channels + "; draw some of the channels");
    }
    int size = height * width * channels;
    if (size <= 0 || length == 0 || length % size != 0) {
      throw new IllegalArgumentException(
          String.format(
              "pixels must be whole images of %d x %d x %d, were %d; give at least one image",
              height, width, channels, length));
    }
    return new ImageGrid(
        IntStream.range(0, length / size)
            .mapToObj(i -> image(i * size, height, width, channels, level))
            .toList());
  }

  private static BufferedImage image(
      int offset, int height, int width, int channels, IntUnaryOperator level) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = offset + (y * width + x) * channels;
        int red = level.applyAsInt(pixel);
        int green = level.applyAsInt(pixel + channels / 2);
        int blue = level.applyAsInt(pixel + channels - 1);
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  private static int level(float value) {
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  }
}

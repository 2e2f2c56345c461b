package dev.luthier.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The pixels of an image.
 *
 * @param height rows
 * @param width columns
 * @param channels 1 or 3: red, green and blue
 * @param values {@code [height, width, channels]}, each from 0 to 255
 */
// The array is read in bulk and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
record Pixels(int height, int width, int channels, byte[] values) {

  /** An image with more pixels than this is taken for a corrupt header. */
  static final long MOST_PIXELS = 1L << 28;

  /** Pixels that an image may have however short its file is: memory is taken before decoding. */
  static final long FREE_PIXELS = 1L << 22;

  /** Deflate makes about a thousand bytes of one, and JPEG some hundred pixels. */
  static final long PIXELS_OF_A_BYTE = 1100;

  /** Each scan of a progressive JPEG goes through all pixels; encoders make about ten. */
  private static final int MOST_SCANS = 200;

  /**
   * Decodes a JPEG or PNG image.
   *
   * @param encoded the whole file
   * @throws IOException when it is corrupt
   */
  static Pixels decode(byte[] encoded, int channels) throws IOException {
    return look(encoded, reader -> of(reader.read(0), channels));
  }

  /**
   * The size of a JPEG or PNG image, by its header alone.
   *
   * @throws IOException when it is corrupt
   */
  static ImageSize size(byte[] encoded, int channels) throws IOException {
    return look(
        encoded, reader -> new ImageSize(reader.getHeight(0), reader.getWidth(0), channels));
  }

  /** What is asked of an image. */
  private interface Look<T> {
    T at(ImageReader reader) throws IOException;
  }

  private static <T> T look(byte[] encoded, Look<T> look) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format(encoded)).next();
    try (MemoryCacheImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(input, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > Math.min(MOST_PIXELS, FREE_PIXELS + PIXELS_OF_A_BYTE * encoded.length)) {
        throw new IOException(
            "the image says that it has "
                + reader.getWidth(0)
                + " by "
                + reader.getHeight(0)
                + " pixels, too many for its "
                + encoded.length
                + " bytes");
      }
      return look.at(reader);
    } catch (RuntimeException e) {
      // What the decoders throw on some corrupt images instead of an IOException.
      throw new IOException("the image is corrupt", e);
    } finally {
      reader.dispose();
    }
  }

  private static String format(byte[] encoded) throws IOException {
    if (startsWith(encoded, 0x89, 'P', 'N', 'G')) {
      return "png";
    }
    if (!startsWith(encoded, 0xFF, 0xD8)) {
      throw new IOException("this is neither a JPEG nor a PNG image");
    }
    int scans = 0;
    for (int i = 1; i < encoded.length; i++) {
      scans += (encoded[i - 1] & 0xFF) == 0xFF && (encoded[i] & 0xFF) == 0xDA ? 1 : 0;
    }
    if (scans > MOST_SCANS) {
      throw new IOException("the image says that it has " + scans + " scans, too many for one");
    }
    return "jpeg";
  }

  private static boolean startsWith(byte[] encoded, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= encoded.length || (encoded[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static Pixels of(BufferedImage image, int channels) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] values = new byte[Math.multiplyExact(Math.multiplyExact(height, width), channels)];
    ColorModel colors = image.getColorModel();
    if (colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      fillFromGray(image.getRaster(), colors.getComponentSize(0), channels, values);
    } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getData().length == 3 * height * width) {
      byte[] data = buffer.getData();
      for (int i = 0; i < height * width; i++) {
        fill(
            values,
            i,
            channels,
            data[3 * i + 2] & 0xFF,
            data[3 * i + 1] & 0xFF,
            data[3 * i] & 0xFF);
      }
    } else {
      int[] colorsOfRow = new int[width];
      for (int y = 0; y < height; y++) {
        image.getRGB(0, y, width, 1, colorsOfRow, 0, width);
        for (int x = 0; x < width; x++) {
          int rgb = colorsOfRow[x];
          fill(values, y * width + x, channels, (rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF);
        }
      }
    }
    return new Pixels(height, width, channels, values);
  }

  /** As stored: getRGB would brighten gray values, taking them for linear light. */
  private static void fillFromGray(Raster raster, int bits, int channels, byte[] values) {
    int width = raster.getWidth();
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int gray = bits > 8 ? row[x] >> (bits - 8) : row[x];
        for (int channel = 0; channel < channels; channel++) {
          values[(y * width + x) * channels + channel] = (byte) gray;
        }
      }
    }
  }

  /** Gray is the luma of ITU-R BT.601. */
  private static void fill(byte[] values, int pixel, int channels, int red, int green, int blue) {
    if (channels == 1) {
      values[pixel] = (byte) Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
    } else {
      values[3 * pixel] = (byte) red;
      values[3 * pixel + 1] = (byte) green;
      values[3 * pixel + 2] = (byte) blue;
    }
  }

  /**
   * The image in another size, bilinear between pixel centers: what {@code tf.image.resize} gives,
   * rounded.
   */
  Pixels resized(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    byte[] resized = new byte[newHeight * newWidth * channels];
    for (int y = 0; y < newHeight; y++) {
      float sourceY = Math.max((y + 0.5f) * height / newHeight - 0.5f, 0);
      int top = Math.min((int) sourceY, height - 1);
      int bottom = Math.min(top + 1, height - 1);
      float down = sourceY - top;
      for (int x = 0; x < newWidth; x++) {
        float sourceX = Math.max((x + 0.5f) * width / newWidth - 0.5f, 0);
        int left = Math.min((int) sourceX, width - 1);
        int right = Math.min(left + 1, width - 1);
        float across = sourceX - left;
        for (int c = 0; c < channels; c++) {
          float above = at(top, left, c) + (at(top, right, c) - at(top, left, c)) * across;
          float below = at(bottom, left, c) + (at(bottom, right, c) - at(bottom, left, c)) * across;
          resized[(y * newWidth + x) * channels + c] =
              (byte) Math.round(above + (below - above) * down);
        }
      }
    }
    return new Pixels(newHeight, newWidth, channels, resized);
  }

  private int at(int y, int x, int channel) {
    return values[(y * width + x) * channels + channel] & 0xFF;
  }
}

package dev.luthier.tensorboard;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture in PNG encoding.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bytes the whole PNG file
 */
public record Png(int width, int height, ByteString bytes) {

  static Png of(BufferedImage image) {
    ByteString.Output bytes = ByteString.newOutput();
    // ImageIO's own choice for a plain stream is a temporary file.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a picture in memory", e);
    }
    return new Png(image.getWidth(), image.getHeight(), bytes.toByteString());
  }
}

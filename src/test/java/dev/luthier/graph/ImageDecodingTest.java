package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.ElementType;
import dev.luthier.data.ImageSize;
import dev.luthier.data.StoredImages;
import dev.luthier.data.StreamedTensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** The graph decodes images as Java does, so that it does not matter who reads a data set. */
class ImageDecodingTest {

  private static final int HEIGHT = 14;
  private static final int WIDTH = 10;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    // format, type of the image, height and width asked for, channels, levels that may differ
    "png,  RGB,  14, 10, 3, 0",
    "png,  ARGB, 14, 10, 3, 0",
    "png,  GRAY, 14, 10, 3, 0",
    "png,  GRAY, 14, 10, 1, 0",
    "png,  RGB,  14, 10, 1, 0",
    "png,  RGB,  9,  13, 3, 1",
    "png,  RGB,  28, 5,  1, 1",
    "png,  RGB,  1,  10, 3, 1",
    "jpeg, RGB,  14, 10, 3, 2",
    "jpeg, RGB,  9,  13, 3, 2",
    "jpeg, GRAY, 14, 10, 1, 2",
    "jpeg, RGB,  14, 10, 1, 2",
  })
  void decodesAsJavaDoes(
      String format, String type, int height, int width, int channels, int tolerance)
      throws IOException {
    Path file = directory.resolve("image." + format);
    ImageIO.write(image(type), format, file.toFile());
    ImageSize size = new ImageSize(height, width, channels);
    ByteBuffer expected =
        new StreamedTensors(
                "pixels",
                size.shape(),
                ElementType.UINT8,
                new StoredImages(List.of(file), size, ""))
            .load(new int[] {0})
            .data();
    try (Graph graph = new Graph();
        TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(Files.readAllBytes(file)))) {
      Ops tf = Ops.create(graph);
      Operand<TString> encoded = tf.placeholder(TString.class);
      Operand<TUint8> decoded = new ImageDecoding(size).decode(tf, encoded);
      try (Session session = new Session(graph, Trials.SETTINGS.configuration());
          Result result = session.runner().feed(encoded, bytes).fetch(decoded).run()) {
        TUint8 pixels = (TUint8) result.get(0);
        assertEquals(Shape.of(height, width, channels), pixels.shape());
        int i = 0;
        for (var pixel : pixels.scalars()) {
          int difference = (pixel.getByte() & 0xFF) - (expected.get(i++) & 0xFF);
          assertTrue(Math.abs(difference) <= tolerance, "value " + i + " differs by " + difference);
        }
      }
    }
  }

  /** Colors that run smoothly into each other, with a little noise, as those of photographs do. */
  private static BufferedImage image(String type) {
    BufferedImage image =
        new BufferedImage(
            WIDTH,
            HEIGHT,
            switch (type) {
              case "RGB" -> BufferedImage.TYPE_INT_RGB;
              case "ARGB" -> BufferedImage.TYPE_INT_ARGB;
              default -> BufferedImage.TYPE_BYTE_GRAY;
            });
    Random random = new Random(2);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int red = 10 * y + random.nextInt(9);
        int green = 20 * x + random.nextInt(9);
        int blue = 5 * (x + y) + random.nextInt(9);
        int alpha = type.equals("ARGB") ? 100 + x : 255;
        if (type.equals("GRAY")) {
          image.getRaster().setSample(x, y, 0, green);
        } else {
          image.setRGB(x, y, alpha << 24 | red << 16 | green << 8 | blue);
        }
      }
    }
    return image;
  }
}

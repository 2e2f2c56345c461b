package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesReaderTest {

  private static final JsonNode GOLDEN = Golden.part("images");

  @TempDir private Path directory;

  private static byte[] png(int index) {
    return Base64.getDecoder().decode(GOLDEN.get("png").get(index).get("file").textValue());
  }

  private static int[] values(Pixels pixels) {
    return IntStream.range(0, pixels.values().length).map(i -> pixels.values()[i] & 0xFF).toArray();
  }

  private static Pixels decode(JsonNode file, int channels) throws IOException {
    return Pixels.decode(Base64.getDecoder().decode(file.textValue()), channels);
  }

  @Test
  void decodesPngAsTensorFlowDoes() throws IOException {
    for (JsonNode golden : GOLDEN.get("png")) {
      Pixels pixels = decode(golden.get("file"), golden.get("channels").asInt());
      assertEquals(5, pixels.height());
      assertEquals(4, pixels.width());
      assertArrayEquals(
          Golden.integers(golden.get("values")), values(pixels), golden.get("name").asText());
    }
  }

  /** The accurate transform; the JPEG standard leaves the last rounding open. */
  @Test
  void decodesJpegNearlyAsTensorFlowDoes() throws IOException {
    requireNear(decode(GOLDEN.get("jpeg"), 3), GOLDEN.get("jpeg_values"));
    requireNear(decode(GOLDEN.get("gray_jpeg"), 1), GOLDEN.get("gray_jpeg_values"));
  }

  private static void requireNear(Pixels pixels, JsonNode golden) {
    int[] expected = Golden.integers(golden);
    int[] values = values(pixels);
    assertEquals(expected.length, values.length);
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected[i], values[i], 1);
    }
  }

  @Test
  void resizesAsTensorFlowDoes() {
    int[] rgb = Golden.integers(GOLDEN.get("rgb"));
    byte[] bytes = new byte[rgb.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) rgb[i];
    }
    Pixels image = new Pixels(5, 4, 3, bytes);
    for (JsonNode golden : GOLDEN.get("resized")) {
      int[] values =
          values(image.resized(golden.get("height").asInt(), golden.get("width").asInt()));
      double[] expected = Golden.doubles(golden.get("values"));
      assertEquals(expected.length, values.length);
      for (int i = 0; i < values.length; i++) {
        assertEquals(expected[i], values[i], 0.5001);
      }
    }
  }

  @Test
  void readsADirectoryForEachClass() {
    Reading.write(directory.resolve("set/dog/1.png"), png(0));
    Reading.write(directory.resolve("set/cat/2.PNG"), png(0));
    Reading.write(directory.resolve("set/cat/notes.txt"), "not an image");
    Reading.write(directory.resolve("set/.hidden/1.png"), "not an image");
    Dataset dataset = Reading.classes(directory.resolve("set"));
    assertEquals(List.of(5, 4, 3), Reading.tensors(dataset).shape());
    assertEquals(List.of("cat", "dog"), ((Classes) dataset.targets().orElseThrow()).names());
    assertArrayEquals(new int[] {0, 1}, Reading.ids(dataset));
    Dataset gray =
        Reading.read(directory.resolve("set"), new ImagesFormat(3, 2, 1), TargetKind.CLASSES);
    assertEquals(List.of(3, 2, 1), Reading.tensors(gray).shape());
  }

  private static void plain(Path file, int height, int width, int type, Color color)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          image.getRaster().setSample(x, y, 0, color.getRed());
        } else {
          image.setRGB(x, y, color.getRGB());
        }
      }
    }
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString();
    assertTrue(ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile()));
  }

  /** Images of one colour each, so that it is theirs in any size. */
  @Test
  void mixedSizesFormatsAndColoursBecomeOneShape() throws IOException {
    Path set = directory.resolve("set");
    plain(set.resolve("a/1.png"), 9, 7, BufferedImage.TYPE_INT_RGB, new Color(250, 10, 60));
    plain(set.resolve("a/2.jpg"), 31, 40, BufferedImage.TYPE_INT_RGB, new Color(20, 200, 90));
    plain(set.resolve("a/3.png"), 1, 1, BufferedImage.TYPE_BYTE_GRAY, new Color(77, 77, 77));
    plain(set.resolve("b/4.jpg"), 8, 6, BufferedImage.TYPE_BYTE_GRAY, new Color(130, 130, 130));
    plain(set.resolve("b/5.png"), 5, 90, BufferedImage.TYPE_INT_ARGB, new Color(3, 2, 1));
    int[][] colours = {{250, 10, 60}, {20, 200, 90}, {77, 77, 77}, {130, 130, 130}, {3, 2, 1}};
    Dataset dataset = Reading.read(set, new ImagesFormat(8, 6, 3), TargetKind.CLASSES);
    assertEquals(List.of(8, 6, 3), Reading.tensors(dataset).shape());
    ByteBuffer data = Reading.tensors(dataset).data();
    assertEquals(colours.length * 8 * 6 * 3, data.remaining());
    double[] sums = new double[3];
    double[] squares = new double[3];
    for (int[] colour : colours) {
      for (int i = 0; i < 8 * 6 * 3; i++) {
        int value = data.get() & 0xFF;
        assertEquals(colour[i % 3], value, 2);
        sums[i % 3] += value;
        squares[i % 3] += (double) value * value;
      }
    }
    // Left out, the size is that of the first.
    assertEquals(List.of(9, 7, 3), Reading.tensors(Reading.classes(set)).shape());

    TensorEncoding standardized =
        (TensorEncoding)
            Preprocessing.fit(dataset, new int[] {0, 1, 2, 3, 4}, Scaling.STANDARDIZE)
                .features()
                .get(0);
    int pixels = colours.length * 8 * 6;
    for (int channel = 0; channel < 3; channel++) {
      double mean = sums[channel] / pixels;
      double deviation = Math.sqrt(squares[channel] / pixels - mean * mean);
      double scale = standardized.scale();
      assertEquals(mean * scale, standardized.mean().get(channel), 1e-3 * scale);
      assertEquals(deviation * scale, standardized.stddev().get(channel), 1e-2 * scale);
    }
  }

  @Test
  void readsTrainAndTestPartsInTheTrainedSize() {
    Reading.write(directory.resolve("set/train/a/1.png"), png(0));
    Reading.write(directory.resolve("set/train/b/1.png"), png(0));
    Reading.write(directory.resolve("set/test/b/1.png"), png(0));
    Dataset dataset = Reading.classes(directory.resolve("set"));
    assertEquals(1, dataset.testSamples());
    assertArrayEquals(new int[] {0, 1, 1}, Reading.ids(dataset));
    Preprocessing trained =
        new Preprocessing(
            List.of(
                new TensorEncoding(
                    "pixels", List.of(2, 6, 3), ElementType.UINT8, 1, 0, List.of(), List.of())),
            List.of("b", "a"),
            List.of());
    Dataset evaluated =
        Reading.read(directory.resolve("set"), ReadOptions.evaluation(TargetKind.CLASSES, trained));
    assertEquals(List.of(2, 6, 3), Reading.tensors(evaluated).shape());
    assertArrayEquals(new int[] {1, 0, 0}, Reading.ids(evaluated));
  }

  private String failure() {
    Path set = directory.resolve("set");
    return Reading.message(() -> Reading.classes(set), set);
  }

  @Test
  void corruptImagesAreNamed() throws IOException {
    byte[] jpeg = Base64.getDecoder().decode(GOLDEN.get("jpeg").textValue());
    Reading.write(directory.resolve("set/a/good.png"), png(0));
    Path bad = Reading.write(directory.resolve("set/b/bad.jpg"), "this is no image");
    assertEquals(
        "set/b/bad.jpg: cannot be read: this is neither a JPEG nor a PNG image", failure());
    Reading.write(bad, new byte[0]);
    assertTrue(failure().startsWith("set/b/bad.jpg: "));
    for (byte[] whole : List.of(jpeg, png(0))) {
      for (int place = 0; place < whole.length; place += 5) {
        Reading.write(bad, Arrays.copyOf(whole, place));
        readOrFail(bad);
        byte[] damaged = whole.clone();
        damaged[place] ^= 0x25;
        Reading.write(bad, damaged);
        readOrFail(bad);
      }
    }
    Files.delete(bad);
    assertEquals(1, Reading.classes(directory.resolve("set")).samples());
  }

  /** Damage in the pixels may go unnoticed; anything noticed has to be a data error. */
  private static void readOrFail(Path bad) {
    try {
      Reading.classes(bad.getParent().getParent());
    } catch (DataException e) {
      assertTrue(e.getMessage().contains("bad.jpg"), e.getMessage());
    }
  }

  @Test
  void directoryWithoutClassesIsForPredictions() {
    Reading.write(directory.resolve("set/1.png"), png(0));
    assertTrue(failure().endsWith("there are no labels, which the model's loss needs"));
    Dataset dataset =
        Reading.read(
            directory.resolve("set"), new ReadOptions(TargetKind.CLASSES, false, Optional.empty()));
    assertEquals(1, dataset.samples());
    assertTrue(dataset.targets().isEmpty());
  }
}

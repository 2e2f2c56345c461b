package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
    return Pixels.decode(
        new ByteArrayInputStream(Base64.getDecoder().decode(file.textValue())), channels);
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

package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundsReaderTest {

  private static final JsonNode GOLDEN = Golden.part("sounds");

  @TempDir private Path directory;

  private Path write(String name, JsonNode file) throws IOException {
    Path path = directory.resolve("set").resolve(name);
    Files.createDirectories(path.getParent());
    return Golden.write(path, file);
  }

  private Path set() {
    return directory.resolve("set");
  }

  private String failure() {
    return Reading.message(() -> Reading.classes(set()), set());
  }

  @Test
  void readsWidthsAndMixesDown() throws IOException {
    for (JsonNode golden : GOLDEN.get("cases")) {
      Path file = write("any_1.wav", golden.get("file"));
      Dataset dataset = Reading.classes(set());
      double[] expected = Golden.doubles(golden.get("values"));
      assertEquals(List.of(expected.length, 1), Reading.tensors(dataset).shape());
      assertArrayEquals(
          expected, Reading.values(dataset.features()), 1e-7, golden.get("name").asText());
      Files.delete(file);
    }
  }

  @Test
  void labelsComeFromNamesOrDirectories() throws IOException {
    JsonNode five = GOLDEN.get("cases").get(1).get("file");
    JsonNode three = GOLDEN.get("cases").get(3).get("file");
    write("10_x_0.wav", five);
    write("9_x_0.wav", three);
    Dataset byName = Reading.classes(set());
    assertEquals(List.of("9", "10"), ((Classes) byName.targets().orElseThrow()).names());
    assertArrayEquals(new int[] {1, 0}, Reading.ids(byName));
    assertEquals(List.of(5, 1), Reading.tensors(byName).shape());
    assertArrayEquals(
        new double[] {0, 0},
        Arrays.copyOfRange(Reading.values(byName.features()), 8, 10),
        "the shorter one is padded");
    Dataset cut = Reading.read(set(), new SoundsFormat(2), TargetKind.CLASSES);
    assertEquals(List.of(2, 1), Reading.tensors(cut).shape());
    Path folders = directory.resolve("folders");
    for (String name : List.of("train/yes/1.wav", "train/no/1.wav", "test/no/2.wav")) {
      Files.createDirectories(folders.resolve(name).getParent());
      Golden.write(folders.resolve(name), five);
    }
    Dataset byFolder = Reading.classes(folders);
    assertEquals(List.of("no", "yes"), ((Classes) byFolder.targets().orElseThrow()).names());
    assertEquals(1, byFolder.testSamples());
  }

  @Test
  void badFilesAreNamed() throws IOException {
    JsonNode five = GOLDEN.get("cases").get(1).get("file");
    Path file = write("a_1.wav", five);
    write("b_1.wav", GOLDEN.get("fast"));
    assertEquals(
        "set/b_1.wav: has 16000 samples a second, but set/a_1.wav has 8000; bring them to the"
            + " same rate",
        failure().replace(directory + "/", ""));
    write("b_1.wav", GOLDEN.get("32 bits"));
    assertEquals(
        "set/b_1.wav: the samples are of format 1 with 32 bits; PCM (format 1) of 8, 16 or 24 bits"
            + " can be read",
        failure());
    byte[] whole = Files.readAllBytes(file);
    Path bad = Reading.write(set().resolve("b_1.wav"), Arrays.copyOf(whole, whole.length - 4));
    assertEquals("set/b_1.wav: the file ends too early; it is truncated", failure());
    for (int length = 0; length < whole.length; length++) {
      Reading.write(bad, Arrays.copyOf(whole, length));
      assertTrue(failure().startsWith("set/b_1.wav: "), failure());
    }
    for (int place = 0; place < whole.length; place++) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 0x33;
      Reading.write(bad, damaged);
      try {
        Reading.classes(set());
      } catch (DataException e) {
        assertTrue(e.getMessage().contains("b_1.wav"), e.getMessage());
      }
    }
    Files.move(bad, set().resolve("nolabel.wav"));
    assertEquals(
        "set/nolabel.wav: the name has no label in front of an underscore, as in yes_1.wav",
        failure());
  }
}

package dev.luthier.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.run.ImportedRun;
import dev.luthier.run.Prediction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Models that {@code keras_models.py} has saved, and archives made of parts of them. */
public final class KerasFiles {

  /** Written by keras_models.py with Keras 3.15.1 on TensorFlow 2.18.1. */
  public static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "keras");

  private static final double TOLERANCE = 1e-5;

  private KerasFiles() {}

  /**
   * Imports a model and compares what it predicts with what Keras did.
   *
   * @param directory with NAME.keras, NAME.npz and NAME.json
   * @param run to be written
   */
  public static KerasModel assertSamePredictions(Path directory, String name, Path run)
      throws IOException {
    KerasModel model = KerasModel.read(directory.resolve(name + ".keras"));
    new ImportedRun(model.spec(), model.weights()).write(run, name);
    Prediction prediction =
        Prediction.of(
            run,
            DataDescription.of(directory.resolve(name + ".npz").toString()),
            run,
            new DeviceChoice.Cpu(),
            1);
    JsonNode expected =
        new ObjectMapper().readTree(directory.resolve(name + ".json").toFile()).get("predictions");
    float[][] found = prediction.values();
    assertEquals(expected.size(), found.length);
    for (int row = 0; row < found.length; row++) {
      assertEquals(expected.get(row).size(), found[row].length);
      for (int column = 0; column < found[row].length; column++) {
        assertEquals(
            expected.get(row).get(column).asDouble(),
            found[row][column],
            TOLERANCE,
            name + ", row " + row + ", column " + column);
      }
    }
    return model;
  }

  /** The entries of an archive by name. */
  static Map<String, byte[]> entries(Path archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  /** Writes an archive, without compression as Keras does. */
  static Path write(Path archive, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return archive;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

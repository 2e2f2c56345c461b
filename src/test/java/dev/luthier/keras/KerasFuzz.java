package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.fuzz.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Archives of Keras: as bytes, with another description of the layers, or with changed weights. */
public final class KerasFuzz implements FuzzTarget {

  private static final int CONFIG = 0;
  private static final int WEIGHTS = 1;
  private static final int ARCHITECTURE = 2;
  private static final int AS_IT_IS = 3;
  private static final int KINDS = 4;

  /** Of an archive that is as long as inputs may be. */
  private static final int MOST_WEIGHTS = 2048;

  private final Path file;
  private final Map<String, byte[]> valid;

  public KerasFuzz(Path directory) throws IOException {
    file = directory.resolve("model.keras");
    valid = KerasFiles.entries(KerasFiles.GOLDEN.resolve("words.keras"));
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    String small =
        "{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\":"
            + " \"InputLayer\", \"config\": {\"name\": \"x\", \"batch_shape\": [null, 4]}},"
            + " {\"module\": \"keras.layers\", \"class_name\": \"Dense\", \"config\": {\"name\":"
            + " \"d\", \"units\": 3, \"activation\": \"softmax\"}}]}}";
    return List.of(
        Parts.of(CONFIG, KerasFiles.bytes(small)),
        Parts.of(ARCHITECTURE, KerasFiles.bytes(small)),
        Parts.of(CONFIG, brief(valid.get("config.json"))),
        Parts.of(WEIGHTS),
        // The version of the superblock, and its base address.
        new byte[] {WEIGHTS, 0, 8, 0, 1, 0},
        new byte[] {WEIGHTS, 0, 24, 0, 8, 96, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0},
        Parts.of(AS_IT_IS, archive(small)));
  }

  /** A description without what is not read: no longer than inputs may be. */
  private static byte[] brief(byte[] config) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode description = json.readTree(config);
    ((ObjectNode) description).remove(List.of("build_config", "compile_config"));
    for (JsonNode layer : description.get("config").get("layers")) {
      ((ObjectNode) layer).remove(List.of("build_config", "registered_name"));
      ((ObjectNode) layer.get("config")).remove(List.of("dtype", "trainable"));
    }
    return json.writeValueAsBytes(description);
  }

  private byte[] archive(String config) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(valid);
    entries.put("config.json", KerasFiles.bytes(config));
    entries.put("model.weights.h5", Arrays.copyOf(valid.get("model.weights.h5"), MOST_WEIGHTS));
    return Files.readAllBytes(KerasFiles.write(file, entries));
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"Lambda\"",
        "\"Functional\"",
        "\"Conv2D\"",
        "null",
        "[",
        "]",
        "{",
        "}",
        "-1",
        "1e9",
        "\"keras_history\"",
        "\"__keras_tensor__\"",
        "SNOD",
        "TREE",
        "HEAP",
        "OHDR",
        "../");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    switch (parts.next() % KINDS) {
      case CONFIG -> readWith("config.json", parts.rest());
      case WEIGHTS -> readWith("model.weights.h5", parts.changed(valid.get("model.weights.h5")));
      case ARCHITECTURE -> {
        Files.writeString(file, new String(parts.rest(), StandardCharsets.UTF_8));
        KerasModel.readArchitecture(file);
      }
      default -> {
        Files.write(file, parts.rest());
        KerasModel.read(file);
      }
    }
  }

  private void readWith(String entry, byte[] content) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(valid);
    entries.put(entry, content);
    KerasFiles.write(file, entries);
    KerasModel.read(file);
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof KerasException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (64L << 20) + 2048L * inputBytes;
  }
}

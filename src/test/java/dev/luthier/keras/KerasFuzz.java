package dev.luthier.keras;

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

/** Archives of Keras: as bytes, or with another description of the layers or other weights. */
public final class KerasFuzz implements FuzzTarget {

  private static final int CONFIG = 0;
  private static final int WEIGHTS = 1;
  private static final int AS_IT_IS = 2;
  private static final int KINDS = 3;

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
        Parts.of(CONFIG, valid.get("config.json")),
        Parts.of(WEIGHTS, valid.get("model.weights.h5")),
        Parts.of(AS_IT_IS, Files.readAllBytes(KerasFiles.GOLDEN.resolve("words.keras"))));
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
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    int kind = (input[0] & 0xff) % KINDS;
    if (kind == AS_IT_IS) {
      Files.write(file, rest);
    } else {
      Map<String, byte[]> entries = new LinkedHashMap<>(valid);
      entries.put(kind == CONFIG ? "config.json" : "model.weights.h5", rest);
      KerasFiles.write(file, entries);
    }
    KerasModel.read(file);
    if (kind == CONFIG) {
      Files.writeString(file, new String(rest, StandardCharsets.UTF_8));
      KerasModel.readArchitecture(file);
    }
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

package dev.luthier.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.StreamSupport;

/**
 * What other tools make of small data: NumPy 2.0.2, scikit-learn 1.9.1 and TensorFlow 2.18.1,
 * written by {@code src/test/python/data_golden.py}.
 */
final class Golden {

  private static final JsonNode ROOT = load();

  private Golden() {}

  private static JsonNode load() {
    try (InputStream stream = Golden.class.getResourceAsStream("/golden/data.json")) {
      return new ObjectMapper().readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode part(String name) {
    return ROOT.get(name);
  }

  /** Writes a file that the script encoded. */
  static Path write(Path file, JsonNode encoded) {
    try {
      return Files.write(file, Base64.getDecoder().decode(encoded.textValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}

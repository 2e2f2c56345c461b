package dev.luthier.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Expected numbers that another tool worked out; each file says which, and which script ran it. */
final class Golden {

  private Golden() {}

  /** The file {@code golden/name.json} of the test resources. */
  static JsonNode read(String name) {
    try (InputStream file = Golden.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] doubles(JsonNode node) {
    return new ObjectMapper().convertValue(node, double[].class);
  }

  static float[][] matrix(JsonNode node) {
    return new ObjectMapper().convertValue(node, float[][].class);
  }

  static int[] ints(JsonNode node) {
    return new ObjectMapper().convertValue(node, int[].class);
  }

  static long[] longs(JsonNode node) {
    return new ObjectMapper().convertValue(node, long[].class);
  }
}

package dev.luthier.tensorboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** What TensorBoard's own Python code writes; made by src/test/python/golden_tensorboard.py. */
final class GoldenTensorBoard {

  private GoldenTensorBoard() {}

  static JsonNode read() throws IOException {
    try (InputStream in = GoldenTensorBoard.class.getResourceAsStream("/golden/tensorboard.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}

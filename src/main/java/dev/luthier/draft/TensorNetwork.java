package dev.luthier.draft;

import static dev.luthier.draft.NetworkDraft.dropout;
import static dev.luthier.draft.NetworkDraft.steps;

import java.util.ArrayList;
import java.util.List;

/** Networks for images and other numbers of one shape. */
final class TensorNetwork {

  /** Sides at which pooling ends. */
  private static final int LEAST_SIDE = 4;

  private static final int FIRST_FILTERS = 32;
  private static final int MOST_STAGES = 4;

  private TensorNetwork() {}

  /** A network for a sample's shape, without the batch dimension. */
  static NetworkDraft of(List<Integer> shape, int samples) {
    boolean grey = shape.size() == 2;
    boolean image =
        (grey || (shape.size() == 3 && List.of(1, 3, 4).contains(shape.get(2))))
            && Math.min(shape.get(0), shape.get(1)) >= LEAST_SIDE;
    if (!image) {
      return vectors(shape, samples);
    }
    int channels = grey ? 1 : shape.get(2);
    return images(shape.get(0), shape.get(1), channels);
  }

  private static NetworkDraft vectors(List<Integer> shape, int samples) {
    List<String> lines = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    lines.add("input { name: \"values\" shape: %s }".formatted(shape));
    if (shape.size() > 1) {
      lines.add("layer { name: \"flat\" flatten {} }");
    }
    TableNetwork.addDense(samples, lines, parameters);
    return new NetworkDraft("numbers of the shape " + shape, lines, parameters);
  }

  private static NetworkDraft images(int height, int width, int channels) {
    List<String> lines = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    lines.add("# Height, width, channels.");
    lines.add("input { name: \"pixels\" shape: [%d, %d, %d] }".formatted(height, width, channels));
    if (channels > 1) {
      lines.add(
          "# Where a mirrored image means the same, this line (without its #) is worth a few"
              + " percent:");
      lines.add("# layer { name: \"flip\" random_flip {} }");
    }
    addStages(Math.min(height, width), lines, parameters);
    return new NetworkDraft(
        "images of %dx%d with %d channel%s"
            .formatted(height, width, channels, channels == 1 ? "" : "s"),
        lines,
        parameters);
  }

  /** Adds convolutions, each stage with half the side and twice the filters of the one before. */
  static void addStages(int side, List<String> lines, List<String> parameters) {
    int filters = FIRST_FILTERS;
    int stages = 0;
    for (int left = side; stages == 0 || (left >= 2 * LEAST_SIDE && stages < MOST_STAGES); ) {
      stages++;
      String conv = "conv" + stages;
      lines.add(
          "layer { name: \"%s\" conv2d { filters: %d kernel_size: 3 padding: SAME } }"
              .formatted(conv, filters));
      lines.add(
          "layer { name: \"norm%d\" batch_normalization { momentum: 0.9 } }".formatted(stages));
      lines.add("layer { name: \"relu%d\" activation { function: RELU } }".formatted(stages));
      lines.add("layer { name: \"pool%d\" max_pool { size: 2 } }".formatted(stages));
      parameters.add(
          steps(
              "filters" + stages,
              "layer[" + conv + "].conv2d.filters",
              filters / 2,
              2 * filters,
              filters / 2));
      filters *= 2;
      left /= 2;
    }
    lines.add("layer { name: \"flat\" flatten {} }");
    lines.add("layer { name: \"drop\" dropout { rate: 0.5 } }");
    parameters.add(dropout("drop", "layer[drop].dropout.rate"));
  }
}

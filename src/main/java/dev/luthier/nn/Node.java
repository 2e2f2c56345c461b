package dev.luthier.nn;

import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * One layer of a {@link Network}, its shapes worked out.
 *
 * @param name unique in the network; blocks and repetitions are in it, as in {@code stage1/0/conv}
 * @param layer what it computes
 * @param inputs names of the nodes or model inputs that it reads
 * @param inputShapes their sample shapes
 * @param outputShape its own sample shape
 */
public record Node(
    String name, Layer layer, List<String> inputs, List<Shape> inputShapes, Shape outputShape) {
  public Node {
    inputs = List.copyOf(inputs);
    inputShapes = List.copyOf(inputShapes);
  }

  /** The variables of the layer, by their names within it. */
  public List<Variable> variables() {
    return layer.variables(inputShapes);
  }

  /** The full name of one of the layer's {@linkplain Layer#figures figures}. */
  public String figure(String figure) {
    return name + "/" + figure;
  }

  /** Full names of the figures that the layer reports. */
  public List<String> figures() {
    return layer.figures(inputShapes).stream().map(this::figure).toList();
  }

  /** Multiply-adds of one sample's forward pass. */
  public long multiplyAdds() {
    return layer.multiplyAdds(inputShapes);
  }
}

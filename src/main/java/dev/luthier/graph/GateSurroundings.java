package dev.luthier.graph;

import dev.luthier.nn.Activation;
import dev.luthier.nn.ActivationLayer;
import dev.luthier.nn.AdaptiveAveragePool;
import dev.luthier.nn.AveragePool;
import dev.luthier.nn.BatchNormalization;
import dev.luthier.nn.Conv1d;
import dev.luthier.nn.Conv2d;
import dev.luthier.nn.Dense;
import dev.luthier.nn.Dropout;
import dev.luthier.nn.Flatten;
import dev.luthier.nn.GlobalAveragePool;
import dev.luthier.nn.GlobalMaxPool;
import dev.luthier.nn.Layer;
import dev.luthier.nn.MaxPool;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.SpatialDropout;
import dev.luthier.nn.ZeroPadding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layers around a layer of gates whose shapes depend on the number of units: the one that makes
 * the units, those that carry them each by itself, and those that sum over them.
 */
final class GateSurroundings {

  /**
   * A layer that sums over the units.
   *
   * @param node a dense layer or a convolution
   * @param positions how many times the units stand in its input, one after the other
   */
  record Consumer(Node node, int positions) {}

  private final Network network;
  private final List<Node> makers = new ArrayList<>();
  private final List<Consumer> consumers = new ArrayList<>();
  private boolean scales = true;
  private String obstacle;

  private GateSurroundings(Network network) {
    this.network = network;
  }

  /** Looks around a layer of gates. */
  static GateSurroundings of(Network network, Node gates) {
    GateSurroundings around = new GateSurroundings(network);
    around.lookBack(gates);
    around.lookOn(gates, 1);
    return around;
  }

  /** Why a unit cannot be removed, if so. */
  Optional<String> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  /** The layer that makes the units, last; before it those between it and the gates. */
  List<Node> makers() {
    return makers;
  }

  List<Consumer> consumers() {
    return consumers;
  }

  /** Whether a unit times a positive number reaches the consumers as so many times the unit. */
  boolean scales() {
    return scales;
  }

  private void lookBack(Node gates) {
    Node next = gates;
    while (true) {
      Optional<Node> found = find(next.inputs().get(0));
      if (found.isEmpty()) {
        note("the units are the model's input");
        return;
      }
      Node node = found.get();
      makers.add(node);
      if (readers(node).size() != 1 || isRead(node)) {
        note("something else reads " + node.name() + " too");
        return;
      }
      if (makesUnits(node.layer())) {
        return;
      }
      if (!keepsUnitsApart(node.layer()) && !(node.layer() instanceof BatchNormalization)) {
        note(node.name() + " before it is not a layer whose units can be told apart");
        return;
      }
      next = node;
    }
  }

  private void lookOn(Node from, int positions) {
    if (isRead(from)) {
      note("the units are an output of the model");
    }
    for (Node reader : readers(from)) {
      Layer layer = reader.layer();
      if (isSum(layer)) {
        consumers.add(new Consumer(reader, positions));
      } else if (layer instanceof Flatten) {
        long repeated = from.outputShape().size() / from.outputShape().get(-1);
        lookOn(reader, Math.toIntExact(positions * repeated));
      } else if (keepsUnitsApart(layer) && keepsZero(layer)) {
        scales &= !(layer instanceof ActivationLayer between) || scales(between.function());
        lookOn(reader, positions);
      } else {
        note(reader.name() + " behind it is not a layer that a unit of zeros leaves as it is");
      }
    }
  }

  private Optional<Node> find(String name) {
    return network.nodes().stream().filter(node -> node.name().equals(name)).findFirst();
  }

  private List<Node> readers(Node node) {
    return network.nodes().stream().filter(other -> other.inputs().contains(node.name())).toList();
  }

  /** Whether something that is not a layer reads it. */
  private boolean isRead(Node node) {
    return node.equals(network.output())
        || network.model().exits().stream().anyMatch(exit -> exit.layer().equals(node.name()));
  }

  /** The first obstacle is the one that is told. */
  private void note(String what) {
    if (obstacle == null) {
      obstacle = what;
    }
  }

  private static boolean makesUnits(Layer layer) {
    return (layer instanceof Dense dense && isElementwise(dense.activation()))
        || (layer instanceof Conv1d conv1d && isElementwise(conv1d.activation()))
        || (layer instanceof Conv2d conv2d && isElementwise(conv2d.activation()));
  }

  private static boolean isSum(Layer layer) {
    return layer instanceof Dense || layer instanceof Conv1d || layer instanceof Conv2d;
  }

  private static boolean keepsUnitsApart(Layer layer) {
    return layer instanceof Dropout
        || layer instanceof SpatialDropout
        || layer instanceof MaxPool
        || layer instanceof AveragePool
        || layer instanceof GlobalAveragePool
        || layer instanceof GlobalMaxPool
        || layer instanceof AdaptiveAveragePool
        || layer instanceof ZeroPadding
        || (layer instanceof ActivationLayer between && isElementwise(between.function()));
  }

  private static boolean isElementwise(Activation activation) {
    return activation != Activation.SOFTMAX && activation != Activation.LOG_SOFTMAX;
  }

  private static boolean keepsZero(Layer layer) {
    if (!(layer instanceof ActivationLayer between)) {
      return true;
    }
    return switch (between.function()) {
      case SOFTPLUS, SIGMOID, HARD_SIGMOID, SOFTMAX, LOG_SOFTMAX, EXPONENTIAL -> false;
      case LINEAR,
          RELU,
          RELU6,
          LEAKY_RELU,
          ELU,
          SELU,
          GELU,
          GELU_TANH,
          SILU,
          HARD_SILU,
          MISH,
          SOFTSIGN,
          TANH ->
          true;
    };
  }

  private static boolean scales(Activation activation) {
    return activation == Activation.LINEAR
        || activation == Activation.RELU
        || activation == Activation.LEAKY_RELU;
  }
}

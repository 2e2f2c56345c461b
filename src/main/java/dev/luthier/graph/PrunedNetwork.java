package dev.luthier.graph;

import dev.luthier.nn.Conv1d;
import dev.luthier.nn.Conv2d;
import dev.luthier.nn.Dense;
import dev.luthier.nn.Layer;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.UnitGates;
import dev.luthier.nn.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * A trained network without the units whose {@linkplain UnitGates gate} is 0, which gives the same
 * output: smaller layers before and behind each layer of gates, and the gates' values in the
 * weights of those behind.
 *
 * <p>Where a layer that cannot be divided by units stands around the gates, they stay as they are.
 * Where only the gates' values cannot go into the weights, since an activation stands between, a
 * layer of fewer gates stays. Of a layer without an open gate one unit is kept.
 *
 * @param network smaller than its {@link Network#model() model} says
 * @param weights by full name, row-major
 * @param layers what became of each layer of gates
 */
record PrunedNetwork(Network network, Map<String, float[]> weights, List<PrunedUnits> layers) {

  PrunedNetwork {
    weights = Map.copyOf(weights);
    layers = List.copyOf(layers);
  }

  /**
   * Prunes what can be pruned.
   *
   * @param weights all that an inference reads, by full name
   */
  static PrunedNetwork of(Network network, Map<String, float[]> weights) {
    PrunedNetwork pruned = new PrunedNetwork(network, weights, List.of());
    for (Node node : network.nodes()) {
      if (node.layer() instanceof UnitGates) {
        pruned = pruned.without(node.name());
      }
    }
    return pruned;
  }

  /** The same with one more layer of gates pruned. */
  private PrunedNetwork without(String name) {
    Node gates =
        network.nodes().stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    UnitGates layer = (UnitGates) gates.layer();
    float[] logAlpha = weights.get(name + "/" + UnitGates.LOG_ALPHA);
    float[] values = new float[logAlpha.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = layer.gate(logAlpha[i]);
    }
    int[] open = IntStream.range(0, values.length).filter(i -> values[i] > 0).toArray();
    int[] kept = open.length > 0 ? open : new int[] {likeliest(logAlpha)};
    GateSurroundings around = GateSurroundings.of(network, gates);
    if (around.obstacle().isPresent()) {
      return with(
          network,
          weights,
          new PrunedUnits(name, values.length, values.length, open.length, around.obstacle()));
    }
    float[] factors = Slices.take(values, Shape.of(values.length), 0, kept);
    boolean stays = !around.scales() && !allOne(factors);
    Map<String, float[]> smaller = new HashMap<>(weights);
    for (Node maker : around.makers()) {
      takeUnits(smaller, maker, kept);
    }
    for (GateSurroundings.Consumer consumer : around.consumers()) {
      takeInputs(smaller, consumer, kept, values.length, stays ? ones(kept.length) : factors);
    }
    if (stays) {
      takeUnits(smaller, gates, kept);
    } else {
      smaller.remove(name + "/" + UnitGates.LOG_ALPHA);
    }
    Node maker = around.makers().get(around.makers().size() - 1);
    return with(
        shrunk(maker, kept.length, stays ? Optional.empty() : Optional.of(gates)),
        smaller,
        new PrunedUnits(name, values.length, kept.length, open.length, Optional.empty()));
  }

  private PrunedNetwork with(
      Network newNetwork, Map<String, float[]> newWeights, PrunedUnits became) {
    List<PrunedUnits> all = new ArrayList<>(layers);
    all.add(became);
    return new PrunedNetwork(newNetwork, newWeights, all);
  }

  /** Units are the last dimension of all that a layer keeps for them. */
  private static void takeUnits(Map<String, float[]> weights, Node node, int[] kept) {
    for (Variable variable : node.variables()) {
      if (variable.role() != Variable.Role.RATE) {
        Shape shape = variable.shape();
        weights.computeIfPresent(
            NetworkVariables.name(node, variable),
            (name, values) -> Slices.take(values, shape, shape.numDimensions() - 1, kept));
      }
    }
  }

  /** Inputs are the last dimension but one of a kernel. */
  private static void takeInputs(
      Map<String, float[]> weights,
      GateSurroundings.Consumer consumer,
      int[] kept,
      int units,
      float[] factors) {
    Node node = consumer.node();
    Variable kernel =
        node.variables().stream()
            .filter(variable -> variable.name().equals("kernel"))
            .findFirst()
            .orElseThrow();
    int[] inputs =
        IntStream.range(0, consumer.positions() * kept.length)
            .map(i -> i / kept.length * units + kept[i % kept.length])
            .toArray();
    int axis = kernel.shape().numDimensions() - 2;
    weights.computeIfPresent(
        NetworkVariables.name(node, kernel),
        (name, values) -> {
          float[] taken = Slices.take(values, kernel.shape(), axis, inputs);
          return Slices.scale(taken, kernel.shape(), axis, factors);
        });
  }

  /** The network with fewer units of a layer, and perhaps without a layer of gates. */
  private Network shrunk(Node maker, int units, Optional<Node> removed) {
    Map<String, Shape> shapes = new LinkedHashMap<>(network.inputShapes());
    List<Node> nodes = new ArrayList<>();
    for (Node node : network.nodes()) {
      if (removed.isPresent() && node.equals(removed.get())) {
        continue;
      }
      List<String> inputs =
          node.inputs().stream()
              .map(
                  input ->
                      removed.isPresent() && input.equals(removed.get().name())
                          ? removed.get().inputs().get(0)
                          : input)
              .toList();
      List<Shape> inputShapes = inputs.stream().map(shapes::get).toList();
      Layer layer = node.equals(maker) ? withUnits(node.layer(), units) : node.layer();
      Shape output = layer.outputShape(inputShapes);
      shapes.put(node.name(), output);
      nodes.add(new Node(node.name(), layer, inputs, inputShapes, output));
    }
    return new Network(network.model(), network.inputShapes(), nodes);
  }

  private static Layer withUnits(Layer layer, int units) {
    if (layer instanceof Dense dense) {
      return dense.withUnits(units);
    }
    if (layer instanceof Conv1d conv1d) {
      return conv1d.withFilters(units);
    }
    return ((Conv2d) layer).withFilters(units);
  }

  private static int likeliest(float[] logAlpha) {
    return IntStream.range(0, logAlpha.length)
        .reduce((best, i) -> logAlpha[i] > logAlpha[best] ? i : best)
        .orElseThrow();
  }

  private static boolean allOne(float[] factors) {
    return IntStream.range(0, factors.length).allMatch(i -> factors[i] == 1);
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}

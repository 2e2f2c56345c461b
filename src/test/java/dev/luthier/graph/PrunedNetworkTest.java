package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.UnitGates;
import dev.luthier.nn.Variable;
import dev.luthier.spec.ModelFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A pruned network gives what the whole one gives. */
class PrunedNetworkTest {

  private static final int BATCH = 5;

  /** Layers by the words that the cases are made of. */
  private static final Map<String, String> LAYERS =
      Map.ofEntries(
          Map.entry("hidden", "dense { units: 8 activation: TANH }"),
          Map.entry("second", "dense { units: 6 activation: RELU }"),
          Map.entry("open", "dense { units: 8 }"),
          Map.entry("soft", "dense { units: 8 activation: SOFTMAX }"),
          Map.entry("gates", "unit_gates { strength: 0.1 }"),
          Map.entry("more", "unit_gates { strength: 0.1 }"),
          Map.entry("normal", "batch_normalization {}"),
          Map.entry("relu", "activation { function: RELU }"),
          Map.entry("tanh", "activation { function: TANH }"),
          Map.entry("sigmoid", "activation { function: SIGMOID }"),
          Map.entry("drop", "dropout { rate: 0.5 }"),
          Map.entry("conv", "conv2d { filters: 8 kernel_size: 3 padding: SAME }"),
          Map.entry("conv2", "conv2d { filters: 5 kernel_size: 2 }"),
          Map.entry("depthwise", "depthwise_conv2d { kernel_size: 3 }"),
          Map.entry("sequence", "reshape { shape: [12, 3] }"),
          Map.entry("conv1d", "conv1d { filters: 8 kernel_size: 3 }"),
          Map.entry("conv1d2", "conv1d { filters: 4 kernel_size: 2 activation: RELU }"),
          Map.entry("pool", "max_pool { size: 2 }"),
          Map.entry("mean", "average_pool { size: 2 padding: SAME }"),
          Map.entry("mean1d", "average_pool { size: 2 }"),
          Map.entry("padding", "zero_padding { padding: 1 }"),
          Map.entry("global", "global_average_pool {}"),
          Map.entry("flat", "flatten {}"),
          Map.entry("logits", "dense { units: 3 }"));

  /**
   * Layers in a row, the units that are kept of 8, whether the gates are gone, and the obstacle.
   * The first and the fifth gate of 8 are shut.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flat hidden gates logits                                     | true  |
          flat hidden drop gates drop2 logits                          | true  |
          flat open normal relu gates drop second logits               | true  |
          flat open gates relu logits                                  | true  |
          flat open gates tanh logits                                  | false |
          hidden gates flat logits                                     | true  |
          conv gates pool conv2 flat logits                            | true  |
          conv normal relu gates pool mean padding drop flat logits    | true  |
          conv pool gates global logits                                | true  |
          conv pool gates flat drop tanh second logits                 | false |
          conv flat flat2 gates logits                                 |       | flat2 before it is not
          sequence conv1d gates mean1d conv1d2 flat logits             | true  |
          flat open gates sigmoid logits                               |       | sigmoid behind it is not
          flat open gates normal logits                                |       | normal behind it is not
          conv gates depthwise flat logits                             |       | depthwise behind it is not
          flat soft gates logits                                       |       | soft before it is not
          gates flat logits                                            |       | the units are the model's input
          flat second logits gates                                     |       | the units are an output
          """)
  void givesTheSame(String layers, Boolean gone, String obstacle) {
    Network network = network(layers.split(" "));
    Map<String, float[]> weights = weights(network);
    PrunedNetwork pruned = PrunedNetwork.of(network, weights);
    assertNear(run(network, weights), run(pruned.network(), pruned.weights()));
    PrunedUnits became = pruned.layers().get(0);
    if (obstacle != null) {
      assertTrue(became.obstacle().orElseThrow().startsWith(obstacle), became.toString());
      assertEquals(network, pruned.network());
      return;
    }
    assertEquals(Optional.empty(), became.obstacle(), became.toString());
    assertEquals(became.units() - 2, became.kept());
    assertEquals(
        !gone,
        pruned.network().nodes().stream().anyMatch(node -> node.layer() instanceof UnitGates));
    assertTrue(parameters(pruned.network()) < parameters(network));
  }

  @Test
  void prunesLayerAfterLayer() {
    Network network = network("flat", "hidden", "gates", "second", "more", "logits");
    Map<String, float[]> weights = weights(network);
    PrunedNetwork pruned = PrunedNetwork.of(network, weights);
    assertNear(run(network, weights), run(pruned.network(), pruned.weights()));
    assertEquals(List.of(6, 4), pruned.layers().stream().map(PrunedUnits::kept).toList());
    assertEquals("more kept 4 of 6 units", pruned.layers().get(1).toString());
    assertEquals(36 * 6 + 6 + 6 * 4 + 4 + 4 * 3 + 3, parameters(pruned.network()));
    assertEquals(4 * 3, pruned.weights().get("logits/kernel").length);
  }

  @Test
  void keepsAUnitWhereAllGatesAreShut() {
    Network network = network("flat", "hidden", "gates", "logits");
    Map<String, float[]> weights = weights(network);
    weights.put("gates/log_alpha", new float[] {-9, -9, -8, -9, -9, -9, -9, -9});
    PrunedNetwork pruned = PrunedNetwork.of(network, weights);
    assertEquals(1, pruned.layers().get(0).kept());
    assertEquals(0, pruned.layers().get(0).open());
    assertEquals(weights.get("hidden/bias")[2], pruned.weights().get("hidden/bias")[0]);
    assertNear(run(network, weights), run(pruned.network(), pruned.weights()));
  }

  @Test
  void aShortcutKeepsItsUnits() {
    Network network =
        parse(
            """
            layer { name: "flat" flatten {} }
            layer { name: "hidden" dense { units: 8 } }
            layer { name: "gates" unit_gates { strength: 0.1 } }
            layer { name: "sum" add {} input: ["hidden", "gates"] }
            layer { name: "logits" dense { units: 3 } }
            """);
    Map<String, float[]> weights = weights(network);
    PrunedNetwork pruned = PrunedNetwork.of(network, weights);
    assertEquals(network, pruned.network());
    assertEquals(
        "gates kept all 8 units, of which 6 are open: something else reads hidden too",
        pruned.layers().get(0).toString());
  }

  @Test
  void anExitKeepsItsUnits() {
    Network network =
        parse(
            """
            exit { layer: "gates" }
            layer { name: "flat" flatten {} }
            layer { name: "hidden" dense { units: 3 } }
            layer { name: "gates" unit_gates { strength: 0.1 } }
            layer { name: "logits" dense { units: 3 } }
            """);
    PrunedNetwork pruned = PrunedNetwork.of(network, weights(network));
    assertEquals(network, pruned.network());
    assertEquals(
        Optional.of("the units are an output of the model"), pruned.layers().get(0).obstacle());
  }

  @Test
  void everyReaderOfTheUnitsIsMadeSmaller() {
    Network network =
        parse(
            """
            layer { name: "flat" flatten {} }
            layer { name: "hidden" dense { units: 8 } }
            layer { name: "gates" unit_gates { strength: 0.1 } }
            layer { name: "left" dense { units: 4 } input: "gates" }
            layer { name: "right" dense { units: 4 activation: TANH } input: "gates" }
            layer { name: "sum" add {} input: ["left", "right"] }
            layer { name: "logits" dense { units: 3 } }
            """);
    Map<String, float[]> weights = weights(network);
    PrunedNetwork pruned = PrunedNetwork.of(network, weights);
    assertNear(run(network, weights), run(pruned.network(), pruned.weights()));
    assertEquals(6 * 4, pruned.weights().get("left/kernel").length);
    assertEquals(6 * 4, pruned.weights().get("right/kernel").length);
  }

  private static Network network(String... layers) {
    StringBuilder text = new StringBuilder();
    for (String name : layers) {
      String kind = LAYERS.getOrDefault(name, LAYERS.get(name.replaceAll("\\d$", "")));
      text.append("layer { name: \"%s\" %s }\n".formatted(name, kind));
    }
    return parse(text.toString());
  }

  private static Network parse(String layers) {
    String model =
        """
        name: "gated"
        input { name: "x" shape: [6, 6, 1] }
        %s
        loss { softmax_cross_entropy {} }
        """;
    return Network.of(
        ModelFile.parse("test", model.formatted(layers), List.of()).spec().model(), Map.of());
  }

  /** Random weights; the first and the fifth gate are shut, the third is open, others half so. */
  private static Map<String, float[]> weights(Network network) {
    Random random = new Random(3);
    Map<String, float[]> weights = new HashMap<>();
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        if (variable.role() == Variable.Role.RATE) {
          continue;
        }
        float[] values = new float[Math.toIntExact(variable.shape().size())];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextFloat() * 2 - 1;
          if (variable.name().equals("moving_variance")) {
            values[i] = Math.abs(values[i]) + 0.5f;
          }
          if (variable.name().equals(UnitGates.LOG_ALPHA) && i < 5 && i % 2 == 0) {
            values[i] = i == 2 ? 5 : -5;
          }
        }
        weights.put(NetworkVariables.name(node, variable), values);
      }
    }
    return weights;
  }

  private static long parameters(Network network) {
    return network.parameters(Variable.Role.WEIGHT);
  }

  private static float[] run(Network network, Map<String, float[]> weights) {
    Random random = new Random(4);
    Shape shape = network.inputShapes().get("x").prepend(BATCH);
    float[] input = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < input.length; i++) {
      input[i] = random.nextFloat() * 2 - 1;
    }
    try (Graph graph = new Graph()) {
      NameScopes scopes = new NameScopes(Ops.create(graph));
      VariableTable table = new VariableTable();
      NetworkVariables.enter(table, network, 0);
      Handles handles = new Handles(scopes, table);
      Ops tf = scopes.root();
      Operand<TFloat32> x =
          tf.placeholder(
              TFloat32.class, Placeholder.shape(network.inputShapes().get("x").prepend(-1)));
      ForwardPass pass = ForwardPass.inference(scopes, network, handles, Map.of("x", x));
      List<GraphVariable> variables = table.where(GraphVariable.Role::exported);
      assertEquals(
          weights.keySet(),
          variables.stream().map(GraphVariable::name).collect(Collectors.toSet()));
      try (Session session = new Session(graph)) {
        SavedModelExporter.assign(session, tf, handles, variables, weights);
        try (TFloat32 fed = TFloat32.tensorOf(shape, DataBuffers.of(input));
            Result result = session.runner().feed(x, fed).fetch(pass.output()).run()) {
          TFloat32 output = (TFloat32) result.get(0);
          float[] all = new float[Math.toIntExact(output.size())];
          output.asRawTensor().data().asFloats().read(all);
          return all;
        }
      }
    }
  }

  private static void assertNear(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5, "output " + i);
    }
  }
}

package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Which ops of a step are kept on the host, where the rest may be on a GPU. */
class HostOpsTest {

  private static final String HOST = "/device:CPU:0";

  /** The step of a small network for images. */
  private static Map<String, NodeDef> step(String layers) {
    int[] ids = new int[32];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % 2;
    }
    Dataset images = Trials.tensors(new float[32 * 64], List.of(8, 8, 1), Trials.classes(ids, 2));
    Map<String, NodeDef> nodes = new HashMap<>();
    try (TrialSession session =
        Trials.session(
            Trials.model(
                "name: \"m\" input { name: \"x\" shape: [8, 8, 1] }",
                layers,
                "layer { name: \"logits\" dense { units: 2 } }",
                "loss { softmax_cross_entropy {} } metric: ACCURACY",
                "training { batch_size: 16 }"),
            images,
            1)) {
      session.trainingStep().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    }
    return nodes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer { name: \"norm\" batch_normalization {} } layer { name: \"flat\" flatten {} }",
        "layer { name: \"conv\" conv2d { filters: 2 kernel_size: 3 explicit_padding: 1 } }"
            + " layer { name: \"pool\" global_average_pool {} }",
        "layer { name: \"crop\" random_crop { padding: 1 } } layer { name: \"flat\" flatten {} }"
      })
  void keepsNumbersThatTheHostReads(String layers) {
    Map<String, NodeDef> nodes = step(layers);
    for (NodeDef node : nodes.values()) {
      switch (node.getOp()) {
        case "Reshape" -> assertOnHost(nodes, node.getInput(1));
        case "PadV2" -> assertOnHost(nodes, node.getInput(2));
        case "StatelessRandomUniformInt" -> assertEquals(HOST, node.getDevice(), node.getName());
        default -> {}
      }
    }
  }

  /** A source of int32 is on the host by itself, wherever it is said to be. */
  private static void assertOnHost(Map<String, NodeDef> nodes, String input) {
    NodeDef source = nodes.get(FunctionBody.node(input));
    DataType type = source.getAttrOrDefault("dtype", source.getAttrMap().get("T")).getType();
    assertTrue(
        source.getDevice().equals(HOST)
            || source.getOp().equals("Shape")
            || (source.getOp().equals("Const") && type == DataType.DT_INT32),
        source::toString);
  }

  @Test
  void countsOnTheHostWithoutWaiting() {
    Map<String, NodeDef> nodes = step("layer { name: \"flat\" flatten {} }");
    NodeDef power =
        nodes.values().stream().filter(node -> node.getOp().equals("Pow")).findAny().orElseThrow();
    assertEquals(HOST, power.getDevice());
    assertFalse(power.getInputList().stream().anyMatch(input -> input.startsWith("^")));
    // What it has in common with ops elsewhere is there twice.
    assertTrue(power.getInputList().stream().anyMatch(input -> input.endsWith("_on_host")));
  }

  @Test
  void leavesWorkWhereTheDataIs() {
    Map<String, NodeDef> nodes = step("layer { name: \"flat\" flatten {} }");
    for (NodeDef node : nodes.values()) {
      if (List.of("MatMul", "BiasAdd", "ResourceApplyAdam", "ArgMax", "Equal")
          .contains(node.getOp())) {
        assertEquals("", node.getDevice(), node.getName());
      }
    }
  }

  @Test
  void saysNothingOfWhatXlaCompiles() {
    try (FunctionBody plain = new FunctionBody("plain");
        FunctionBody compiled = new FunctionBody("compiled", true)) {
      for (FunctionBody body : List.of(plain, compiled)) {
        Operand<TFloat32> x = body.argument("x", TFloat32.class, Shape.of(2, 3));
        body.result("y", body.tf().reshape(x, body.tf().constant(new long[] {3, 2})));
      }
      assertEquals(List.of(HOST), devices(plain));
      assertEquals(List.of(), devices(compiled));
    }
  }

  private static List<String> devices(FunctionBody body) {
    return body.definition().getNodeList().stream()
        .map(NodeDef::getDevice)
        .filter(device -> !device.isEmpty())
        .toList();
  }
}

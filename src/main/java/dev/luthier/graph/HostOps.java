package dev.luthier.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Which ops of a step run on the host where the step runs on a GPU: those that work out sizes,
 * counts and what follows from them alone, places that are drawn, and constants that are read
 * there. TensorFlow would place them on the GPU, where a kernel for a single number takes as long
 * as for a thousand, and a number that comes back makes the host wait for all the work before it,
 * in every step.
 */
final class HostOps {

  private static final String HOST = "/device:CPU:0";

  /** Ops whose results are numbers of the host's: sizes of tensors. */
  private static final Set<String> SIZES = Set.of("Size", "Rank", "Shape");

  /** Ops that make a scalar of scalars. */
  private static final Set<String> ARITHMETIC =
      Set.of(
          "Add",
          "AddV2",
          "Cast",
          "Div",
          "Greater",
          "Maximum",
          "Minimum",
          "Mul",
          "Pow",
          "RealDiv",
          "Reciprocal",
          "Sub");

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, Boolean> counts = new HashMap<>();

  /** Constants that are put around a tensor: the only float that is read on the host. */
  private final Set<String> padding = new HashSet<>();

  private HostOps(List<NodeDef> all) {
    all.forEach(node -> nodes.put(node.getName(), node));
    all.stream()
        .filter(node -> node.getOp().equals("PadV2"))
        .forEach(pad -> padding.add(FunctionBody.node(pad.getInput(2))));
  }

  /**
   * The nodes, with a device where it is to be the host, and with the constants that they need
   * there.
   */
  static List<NodeDef> placed(List<NodeDef> nodes) {
    HostOps ops = new HostOps(nodes);
    Map<String, NodeDef> constants = new LinkedHashMap<>();
    List<NodeDef> placed = new ArrayList<>();
    for (NodeDef node : nodes) {
      placed.add(ops.isOnHost(node) ? ops.onHost(node, constants) : node);
    }
    placed.addAll(constants.values());
    return placed;
  }

  /**
   * Moves a node. It waits for nothing but its inputs: it changes nothing, and a wait for an op on
   * a GPU is one for all the work before it.
   */
  private NodeDef onHost(NodeDef node, Map<String, NodeDef> constants) {
    NodeDef.Builder moved = node.toBuilder().clearInput().setDevice(HOST);
    List<String> inputs =
        node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
    for (String input : inputs) {
      NodeDef source = nodes.get(FunctionBody.node(input));
      if (source != null && source.getOp().equals("Const")) {
        String name = source.getName() + "_on_host";
        constants.computeIfAbsent(
            name, own -> source.toBuilder().setName(own).setDevice(HOST).clearInput().build());
        moved.addInput(name);
      } else {
        moved.addInput(input);
      }
    }
    return moved.build();
  }

  private boolean isOnHost(NodeDef node) {
    return switch (node.getOp()) {
      // What is of type int64 is a size or a count, but for the samples' classes.
      case "Const" -> padding.contains(node.getName()) || type(node, "dtype") == DataType.DT_INT64;
      case "DynamicStitch" -> type(node, "T") == DataType.DT_INT32;
      case "StatelessRandomUniformInt" -> type(node, "dtype") == DataType.DT_INT32;
      default -> isCount(node) && ARITHMETIC.contains(node.getOp());
    };
  }

  /** Whether a node's value follows from sizes and counters, and from constants, alone. */
  private boolean isCount(NodeDef node) {
    Boolean known = counts.get(node.getName());
    if (known == null) {
      // Graphs of a step have no cycles.
      known = follows(node);
      counts.put(node.getName(), known);
    }
    return known;
  }

  private boolean follows(NodeDef node) {
    if (SIZES.contains(node.getOp())) {
      return true;
    }
    if (node.getOp().equals("ReadVariableOp")) {
      DataType type = type(node, "dtype");
      return type == DataType.DT_INT64 || type == DataType.DT_INT32;
    }
    if (!ARITHMETIC.contains(node.getOp())) {
      return false;
    }
    List<NodeDef> inputs =
        node.getInputList().stream()
            .filter(input -> !input.startsWith("^"))
            .map(input -> nodes.get(FunctionBody.node(input)))
            .toList();
    return inputs.stream().anyMatch(input -> input != null && isCount(input))
        && inputs.stream().allMatch(input -> input != null && (isScalar(input) || isCount(input)));
  }

  private static boolean isScalar(NodeDef node) {
    return node.getOp().equals("Const")
        && node.getAttrOrThrow("value").getTensor().getTensorShape().getDimCount() == 0;
  }

  private static DataType type(NodeDef node, String attribute) {
    AttrValue value = node.getAttrMap().get(attribute);
    return value == null ? DataType.DT_INVALID : value.getType();
  }
}

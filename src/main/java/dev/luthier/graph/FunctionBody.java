package dev.luthier.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.types.family.TType;

/**
 * A TensorFlow function in the making: ops are added to a scratch graph, which then becomes a
 * {@link FunctionDef}. Handle ops of variables and iterators become arguments of the function (its
 * captures), so that shapes are known while the graph is built and the function works on whatever
 * it is given. Ops that no result needs, such as gradients of a rate, are left out.
 */
final class FunctionBody implements AutoCloseable {

  private static final Set<String> HANDLE_OPS = Set.of("VarHandleOp", "IteratorV2");
  private static final Map<String, OpDef> OPS = new HashMap<>();

  private final String name;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, DataType> arguments = new LinkedHashMap<>();
  private final Map<String, Operand<?>> results = new LinkedHashMap<>();
  private final FunctionDefLibrary.Builder used = FunctionDefLibrary.newBuilder();
  private final Set<String> compiled = new HashSet<>();
  private GraphDef definition;

  FunctionBody(String name) {
    this.name = name;
  }

  Ops tf() {
    return tf;
  }

  Graph graph() {
    return graph;
  }

  /** Adds an argument, in order. */
  <T extends TType> Operand<T> argument(String argumentName, Class<T> type, Shape shape) {
    Operand<T> placeholder = tf.withName(argumentName).placeholder(type, Placeholder.shape(shape));
    arguments.put(argumentName, placeholder.asOutput().dataType());
    return placeholder;
  }

  /** Adds a result, in order. */
  void result(String resultName, Operand<?> value) {
    results.put(resultName, value);
  }

  /** Names of the ops so far. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    graph.operations().forEachRemaining(op -> names.add(op.name()));
    return names;
  }

  /**
   * Has XLA compile the ops that were added since. Those added later may read what they give, and
   * they read what was there before.
   *
   * @param before names of the ops that there were
   */
  void compileSince(Set<String> before) {
    compiled.addAll(names());
    compiled.removeAll(before);
  }

  /** Makes functions known to the graph, whose ops call it. */
  void uses(List<FunctionDef> functions) {
    used.addAllFunction(functions);
    graph.importGraphDef(
        GraphDef.newBuilder()
            .setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(functions))
            .build());
  }

  /** The nodes that the results need, once all of them are added. */
  GraphDef definition() {
    if (definition == null) {
      GraphDef all = graph.toGraphDef();
      List<NodeDef> nodes = BatchProducts.withKernels(BroadcastGradients.removed(graph, all));
      Set<String> needed = needed(nodes);
      definition =
          all.toBuilder()
              .clearNode()
              .addAllNode(nodes.stream().filter(node -> needed.contains(node.getName())).toList())
              .build();
    }
    return definition;
  }

  private Set<String> needed(List<NodeDef> all) {
    Map<String, NodeDef> nodes = new HashMap<>();
    all.forEach(node -> nodes.put(node.getName(), node));
    Set<String> needed = new HashSet<>(arguments.keySet());
    Deque<String> open = new ArrayDeque<>();
    results.values().forEach(result -> open.add(result.asOutput().op().name()));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (needed.add(name)) {
        nodes.get(name).getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return needed;
  }

  /** The node that an input such as {@code ^name} or {@code name:1} comes from. */
  static String node(String input) {
    int colon = input.indexOf(':');
    return input.substring(input.startsWith("^") ? 1 : 0, colon < 0 ? input.length() : colon);
  }

  /** Names of the variables and iterators whose handles the function uses, sorted. */
  List<String> captures() {
    return definition().getNodeList().stream()
        .filter(node -> HANDLE_OPS.contains(node.getOp()))
        .map(FunctionBody::handleName)
        .sorted()
        .toList();
  }

  /**
   * The function, after those that its ops call.
   *
   * @param captures variables whose handles follow the arguments, and are returned after the
   *     results if {@code passCaptures}
   */
  List<FunctionDef> toFunctions(List<String> captures, boolean passCaptures) {
    FunctionDef whole = toFunction(captures, passCaptures);
    List<FunctionDef> functions = new ArrayList<>(used.getFunctionList());
    if (compiled.isEmpty()) {
      functions.add(whole);
    } else {
      CompiledPart.Split split = CompiledPart.split(whole, compiled);
      functions.add(split.compiled());
      functions.add(split.caller());
    }
    return functions;
  }

  private FunctionDef toFunction(List<String> captures, boolean passCaptures) {
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.Builder signature = function.getSignatureBuilder().setName(name).setIsStateful(true);
    Map<String, NodeDef> nodes = new HashMap<>();
    definition().getNodeList().forEach(node -> nodes.put(node.getName(), node));

    Map<String, String> renamed = new HashMap<>();
    arguments.forEach(
        (argument, type) -> {
          signature.addInputArgBuilder().setName(argument).setType(type);
          renamed.put(argument, argument);
        });
    Map<String, String> captureArguments = new HashMap<>();
    for (int i = 0; i < captures.size(); i++) {
      String argument = "capture_" + i;
      signature.addInputArgBuilder().setName(argument).setType(DataType.DT_RESOURCE);
      captureArguments.put(captures.get(i), argument);
    }
    for (NodeDef node : definition().getNodeList()) {
      if (HANDLE_OPS.contains(node.getOp())) {
        renamed.put(node.getName(), captureArguments.get(handleName(node)));
      }
    }
    for (NodeDef node : definition().getNodeList()) {
      if (!renamed.containsKey(node.getName())) {
        function.addNodeDef(inFunction(node, nodes, renamed));
      }
    }
    results.forEach(
        (result, value) -> {
          signature.addOutputArgBuilder().setName(result).setType(value.asOutput().dataType());
          function.putRet(
              result,
              reference(value.asOutput().op().name(), value.asOutput().index(), nodes, renamed));
        });
    if (passCaptures) {
      for (int i = 0; i < captures.size(); i++) {
        signature.addOutputArgBuilder().setName("passed_" + i).setType(DataType.DT_RESOURCE);
        function.putRet("passed_" + i, "capture_" + i);
      }
    }
    return function.build();
  }

  private static NodeDef inFunction(
      NodeDef node, Map<String, NodeDef> nodes, Map<String, String> renamed) {
    NodeDef.Builder copy = node.toBuilder().clearInput();
    List<String> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      if (input.startsWith("^")) {
        // An argument is there before anything runs.
        if (!renamed.containsKey(input.substring(1))) {
          inputs.add(input);
        }
        continue;
      }
      int colon = input.indexOf(':');
      String source = colon < 0 ? input : input.substring(0, colon);
      int index = colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1));
      inputs.add(reference(source, index, nodes, renamed));
    }
    return copy.addAllInput(inputs).build();
  }

  /**
   * How a function's nodes refer to an output: by the name of the output in the op's definition.
   */
  private static String reference(
      String source, int index, Map<String, NodeDef> nodes, Map<String, String> renamed) {
    String argument = renamed.get(source);
    if (argument != null) {
      return argument;
    }
    NodeDef node = nodes.get(source);
    int remaining = index;
    for (OpDef.ArgDef output : definition(node.getOp()).getOutputArgList()) {
      int length = length(output, node.getAttrMap());
      if (remaining < length) {
        return source + ":" + output.getName() + ":" + remaining;
      }
      remaining -= length;
    }
    throw new IllegalStateException(source + " has no output " + index);
  }

  private static int length(OpDef.ArgDef output, Map<String, AttrValue> attributes) {
    if (!output.getNumberAttr().isEmpty()) {
      return Math.toIntExact(attributes.get(output.getNumberAttr()).getI());
    }
    if (!output.getTypeListAttr().isEmpty()) {
      return attributes.get(output.getTypeListAttr()).getList().getTypeCount();
    }
    return 1;
  }

  static synchronized OpDef definition(String op) {
    if (OPS.isEmpty()) {
      TensorFlow.registeredOpList().getOpList().forEach(known -> OPS.put(known.getName(), known));
    }
    return OPS.get(op);
  }

  private static String handleName(NodeDef node) {
    return node.getAttrMap().get("shared_name").getS().toStringUtf8();
  }

  @Override
  public void close() {
    graph.close();
  }
}

package dev.luthier.graph;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Moves some nodes of a function into a second one that XLA compiles, and calls that in their
 * place.
 *
 * <p>XLA needs to know all shapes when it compiles: what makes a batch has to stay outside, and
 * each size of a batch is compiled for itself, at the first step that has it.
 */
final class CompiledPart {

  private static final String CALL = "compiled_step";

  private final FunctionDef whole;
  private final Set<String> names;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, DataType> arguments = new HashMap<>();

  /** What the part reads from outside, by the name of its argument. */
  private final Map<String, String> inputs = new LinkedHashMap<>();

  /** What is read from the part, with the place among its results. */
  private final Map<String, Integer> outputs = new LinkedHashMap<>();

  private final Set<String> controlsIn = new LinkedHashSet<>();
  private final Set<String> controlsOut = new LinkedHashSet<>();

  /** Both functions: the one that calls has the whole one's name and signature. */
  record Split(FunctionDef caller, FunctionDef compiled) {}

  private CompiledPart(FunctionDef whole, Set<String> names) {
    this.whole = whole;
    this.names = names;
    whole.getNodeDefList().forEach(node -> nodes.put(node.getName(), node));
    whole
        .getSignature()
        .getInputArgList()
        .forEach(argument -> arguments.put(argument.getName(), argument.getType()));
  }

  /**
   * Splits a function.
   *
   * @param whole function
   * @param names of the nodes to compile; none may read what depends on a node that is not compiled
   *     and reads a compiled one
   */
  static Split split(FunctionDef whole, Set<String> names) {
    return new CompiledPart(whole, names).split();
  }

  private Split split() {
    FunctionDef.Builder compiled = FunctionDef.newBuilder();
    OpDef.Builder signature =
        compiled
            .getSignatureBuilder()
            .setName(whole.getSignature().getName() + "_compiled")
            .setIsStateful(true);
    FunctionDef.Builder caller = whole.toBuilder().clearNodeDef().clearRet();
    for (NodeDef node : whole.getNodeDefList()) {
      if (names.contains(node.getName())) {
        compiled.addNodeDef(inside(node));
      } else {
        NodeDef.Builder copy = node.toBuilder().clearInput();
        node.getInputList().forEach(input -> copy.addInput(outside(input)));
        caller.addNodeDef(copy);
      }
    }
    whole.getRetMap().forEach((result, value) -> caller.putRet(result, outside(value)));

    NodeDef.Builder call =
        caller
            .addNodeDefBuilder()
            .setName(CALL)
            .setOp("StatefulPartitionedCall")
            .putAttr("_XlaMustCompile", AttrValue.newBuilder().setB(true).build())
            .putAttr("f", function(signature.getName()));
    AttrValue.Builder inputTypes = AttrValue.newBuilder();
    inputTypes.getListBuilder();
    inputs.forEach(
        (source, argument) -> {
          signature.addInputArgBuilder().setName(argument).setType(type(source));
          call.addInput(source);
          inputTypes.getListBuilder().addType(type(source));
        });
    controlsIn.forEach(call::addInput);
    AttrValue.Builder outputTypes = AttrValue.newBuilder();
    outputTypes.getListBuilder();
    outputs.forEach(
        (source, place) -> {
          String result = "result_" + place;
          signature.addOutputArgBuilder().setName(result).setType(type(source));
          compiled.putRet(result, source);
          outputTypes.getListBuilder().addType(type(source));
        });
    for (String node : controlsOut) {
      // A name of its own, since TensorFlow takes no slash in it.
      String control = "control_" + signature.getControlOutputCount();
      signature.addControlOutput(control);
      compiled.putControlRet(control, node);
    }
    call.putAttr("Tin", inputTypes.build()).putAttr("Tout", outputTypes.build());
    return new Split(caller.build(), compiled.build());
  }

  /** A node of the part, which reads what is outside as arguments. */
  private NodeDef inside(NodeDef node) {
    NodeDef.Builder copy = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      boolean compiled = names.contains(FunctionBody.node(input));
      if (compiled) {
        copy.addInput(input);
      } else if (input.startsWith("^")) {
        controlsIn.add(input);
      } else {
        copy.addInput(inputs.computeIfAbsent(input, any -> "input_" + inputs.size()));
      }
    }
    return copy.build();
  }

  /** How a node outside refers to an output. */
  private String outside(String input) {
    String node = FunctionBody.node(input);
    if (!names.contains(node)) {
      return input;
    }
    if (input.startsWith("^")) {
      controlsOut.add(node);
      return "^" + CALL;
    }
    return CALL + ":output:" + outputs.computeIfAbsent(input, any -> outputs.size());
  }

  private DataType type(String reference) {
    DataType argument = arguments.get(reference);
    if (argument != null) {
      return argument;
    }
    List<String> parts = List.of(reference.split(":"));
    NodeDef node = nodes.get(parts.get(0));
    OpDef.ArgDef output =
        FunctionBody.definition(node.getOp()).getOutputArgList().stream()
            .filter(known -> known.getName().equals(parts.get(1)))
            .findFirst()
            .orElseThrow();
    if (!output.getTypeListAttr().isEmpty()) {
      int place = Integer.parseInt(parts.get(2));
      return node.getAttrOrThrow(output.getTypeListAttr()).getList().getType(place);
    }
    return output.getTypeAttr().isEmpty()
        ? output.getType()
        : node.getAttrOrThrow(output.getTypeAttr()).getType();
  }

  private static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }
}

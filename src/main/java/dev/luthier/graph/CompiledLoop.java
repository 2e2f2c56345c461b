package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The op of a loop that XLA compiles as a whole, condition and body: a call of a function that
 * holds nothing but the loop.
 */
final class CompiledLoop {

  private static final String LOOP = "loop";

  private CompiledLoop() {}

  /**
   * Adds a loop whose functions are named as {@link WhileLoop} names them.
   *
   * @param name of the op
   * @param values that the body makes new ones of
   * @param captures variables whose handles both functions take after the values
   * @param before ops that run first
   */
  static GraphOperation add(
      Graph graph,
      Handles handles,
      String name,
      List<Operand<?>> values,
      List<String> captures,
      List<Op> before) {
    List<Operand<?>> inputs = new ArrayList<>(values);
    captures.forEach(variable -> inputs.add(handles.get(variable)));
    DataType[] types =
        inputs.stream().map(input -> input.asOutput().dataType()).toArray(DataType[]::new);
    FunctionDef whole = function(name, List.of(types));
    graph.importGraphDef(
        GraphDef.newBuilder()
            .setLibrary(FunctionDefLibrary.newBuilder().addFunction(whole))
            .build());
    OperationBuilder builder =
        graph.opBuilder("StatefulPartitionedCall", name, Ops.create(graph).scope());
    builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    before.forEach(op -> builder.addControlInput(op.op()));
    builder.setAttr("f", named(whole.getSignature().getName()));
    builder.setAttr("Tout", types);
    builder.setAttr("_XlaMustCompile", true);
    return (GraphOperation) builder.build();
  }

  private static FunctionDef function(String name, List<DataType> types) {
    FunctionDef.Builder function = FunctionDef.newBuilder();
    function.getSignatureBuilder().setName(name + "_compiled").setIsStateful(true);
    NodeDef.Builder loop = NodeDef.newBuilder().setName(LOOP).setOp("While");
    AttrValue.ListValue.Builder shapes = AttrValue.ListValue.newBuilder();
    for (int i = 0; i < types.size(); i++) {
      String input = "input_" + i;
      String output = "output_" + i;
      function.getSignatureBuilder().addInputArgBuilder().setName(input).setType(types.get(i));
      function.getSignatureBuilder().addOutputArgBuilder().setName(output).setType(types.get(i));
      function.putRet(output, LOOP + ":output:" + i);
      loop.addInput(input);
      shapes.addShape(TensorShapeProto.newBuilder().setUnknownRank(true));
    }
    loop.putAttr("T", list(AttrValue.ListValue.newBuilder().addAllType(types)))
        .putAttr("output_shapes", list(shapes))
        .putAttr("cond", named(WhileLoop.condition(name)))
        .putAttr("body", named(WhileLoop.body(name)))
        .putAttr("parallel_iterations", AttrValue.newBuilder().setI(1).build());
    return function.addNodeDef(loop).build();
  }

  private static AttrValue list(AttrValue.ListValue.Builder values) {
    return AttrValue.newBuilder().setList(values).build();
  }

  private static AttrValue named(String function) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build();
  }
}

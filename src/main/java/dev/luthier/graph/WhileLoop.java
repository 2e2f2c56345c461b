package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NameAttrList;

/** The op of a loop whose condition and body are functions. */
final class WhileLoop {

  private WhileLoop() {}

  /** Name of the function that says whether a loop goes on. */
  static String condition(String loop) {
    return loop + "_condition";
  }

  /** Name of the function that is a loop's iteration. */
  static String body(String loop) {
    return loop + "_body";
  }

  /**
   * Adds a loop.
   *
   * @param name of the op, which tells its functions' names
   * @param values that the body makes new ones of
   * @param shapes of the results, where other ops have to know them
   * @param captures variables whose handles both functions take after the values
   * @param before ops that run first
   */
  static GraphOperation add(
      Graph graph,
      Handles handles,
      String name,
      List<Operand<?>> values,
      Optional<List<Shape>> shapes,
      List<String> captures,
      List<Op> before) {
    List<Operand<?>> inputs = new ArrayList<>(values);
    captures.forEach(variable -> inputs.add(handles.get(variable)));
    OperationBuilder builder = graph.opBuilder("While", name, Ops.create(graph).scope());
    builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    before.forEach(op -> builder.addControlInput(op.op()));
    builder.setAttr("cond", function(condition(name)));
    builder.setAttr("body", function(body(name)));
    builder.setAttr("parallel_iterations", 1L);
    if (shapes.isPresent()) {
      List<Shape> all = new ArrayList<>(shapes.get());
      captures.forEach(variable -> all.add(Shape.scalar()));
      builder.setAttr("output_shapes", all.toArray(Shape[]::new));
    }
    // Turned into plain control flow, the body is a part of the graph that oneDNN's rewriting sees:
    // a convolutional step is several times as fast as in a function, which it passes over. One
    // iteration at a time, since an iteration reads what the one before has assigned.
    builder.setAttr("_lower_using_switch_merge", true);
    GraphOperation built = (GraphOperation) builder.build();
    if (!built.name().equals(name)) {
      throw new IllegalStateException("a loop named " + name + " is in the graph already");
    }
    return built;
  }

  private static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }
}

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
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * A loop inside the graph: runs a step function for batches {@code first} to {@code end} of an
 * order of rows, with nothing fed or fetched in between.
 *
 * @param name of the loop's operation, which is its target
 * @param first placeholder of the first batch's number
 * @param end placeholder of the number after the last batch's
 * @param order placeholder of the rows' numbers
 * @param after ops that run when the steps are done
 * @param step one step as a plain graph, for people to look at
 */
record StepLoop(
    String name,
    Operand<TInt32> first,
    Operand<TInt32> end,
    Operand<TInt32> order,
    Ops after,
    GraphDef step) {

  /** The loop's result that is the number after the last batch that was run, as a fetch. */
  String reached() {
    return name + ":0";
  }

  /** The loop's result that says whether a step was the last there is, as a fetch. */
  String finished() {
    return name + ":3";
  }

  /** What a step works on. */
  record Step(Operand<TInt32> batch, Operand<TInt32> order) {}

  /**
   * What a step has done.
   *
   * @param ops that have run when the step is over
   * @param finished whether no other step is to follow; empty for never
   */
  record Done(List<Op> ops, Optional<Operand<TBool>> finished) {

    static Done of(List<Op> ops) {
      return new Done(ops, Optional.empty());
    }
  }

  /** Adds to a graph what runs before the steps, given the number of the first batch. */
  @FunctionalInterface
  interface Preparation {
    List<Op> add(Operand<TInt32> first);
  }

  /** Adds one step to a function body. */
  @FunctionalInterface
  interface Body {
    Done add(FunctionBody body, Step step);
  }

  /** Adds a loop to a graph that runs all of its steps. */
  static StepLoop add(
      Graph graph, Handles handles, String name, Preparation preparation, Body steps) {
    return add(graph, handles, name, preparation, Ops.create(graph).constant(false), steps);
  }

  /**
   * Adds a loop to a graph.
   *
   * @param preparation what runs before the steps
   * @param finished whether there is nothing to do from the start
   */
  static StepLoop add(
      Graph graph,
      Handles handles,
      String name,
      Preparation preparation,
      Operand<TBool> finished,
      Body steps) {
    Ops tf = Ops.create(graph);
    List<String> captures;
    GraphDef step;
    GraphDef.Builder library = GraphDef.newBuilder();
    FunctionDefLibrary.Builder functions = library.getLibraryBuilder();
    try (FunctionBody body = new FunctionBody(name + "_body");
        FunctionBody condition = new FunctionBody(name + "_condition")) {
      Step arguments = arguments(body);
      Operand<TInt32> end = end(body);
      Operand<TBool> finishedBefore = finished(body);
      Done done = steps.add(body, arguments);
      Ops after = body.tf().withControlDependencies(done.ops());
      body.result("next", after.math.add(arguments.batch(), body.tf().constant(1)));
      body.result("same_order", arguments.order());
      body.result("same_end", end);
      body.result("now_finished", done.finished().orElse(finishedBefore));
      step = body.definition();
      captures = body.captures();
      functions.addAllFunction(body.toFunctions(captures, true));

      Step tested = arguments(condition);
      Ops ops = condition.tf();
      Operand<TBool> left = ops.math.less(tested.batch(), end(condition));
      condition.result("more", ops.math.logicalAnd(left, ops.math.logicalNot(finished(condition))));
      functions.addAllFunction(condition.toFunctions(captures, false));
    }
    graph.importGraphDef(library.build());

    Operand<TInt32> first =
        tf.withName(name + "_first").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Operand<TInt32> end =
        tf.withName(name + "_end").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Operand<TInt32> order =
        tf.withName(name + "_order").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    List<Operand<?>> inputs = new ArrayList<>(List.of(first, order, end, finished));
    captures.forEach(variable -> inputs.add(handles.get(variable)));
    OperationBuilder builder = graph.opBuilder("While", name, tf.scope());
    builder.addInputList(inputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    preparation.add(first).forEach(op -> builder.addControlInput(op.op()));
    builder.setAttr("cond", function(name + "_condition"));
    builder.setAttr("body", function(name + "_body"));
    builder.setAttr("parallel_iterations", 1L);
    // Turned into plain control flow, the body is a part of the graph that oneDNN's rewriting sees:
    // a convolutional step is several times as fast as in a function, which it passes over. One
    // iteration at a time, since an iteration reads what the one before has assigned.
    builder.setAttr("_lower_using_switch_merge", true);
    GraphOperation built = (GraphOperation) builder.build();
    if (!built.name().equals(name)) {
      throw new IllegalStateException("a loop named " + name + " is in the graph already");
    }
    return new StepLoop(name, first, end, order, tf.withControlDependencyOps(List.of(built)), step);
  }

  private static Step arguments(FunctionBody body) {
    return new Step(
        body.argument("batch", TInt32.class, Shape.scalar()),
        body.argument("order", TInt32.class, Shape.of(-1)));
  }

  private static Operand<TInt32> end(FunctionBody body) {
    return body.argument("end", TInt32.class, Shape.scalar());
  }

  private static Operand<TBool> finished(FunctionBody body) {
    return body.argument("finished", TBool.class, Shape.scalar());
  }

  private static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }
}

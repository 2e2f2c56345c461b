package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
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

  /**
   * What a step works on.
   *
   * @param seed of the run, where XLA compiles the loop: a GPU has no variable of int32; empty
   *     where the step reads it
   * @param streamed raw features of the batch, {@code [batch, ...]}; empty where samples are in
   *     memory
   */
  record Step(
      Operand<TInt32> batch,
      Operand<TInt32> order,
      Optional<Operand<TInt32>> seed,
      Optional<Operand<?>> streamed) {}

  /** What a loop hands from step to step besides, where there is such a thing. */
  private record Carried(Optional<Operand<TInt32>> seed, Optional<StreamedBatches> streamed) {

    static final Carried NOTHING = new Carried(Optional.empty(), Optional.empty());
  }

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

  /**
   * Adds a loop to a graph that runs all of its steps.
   *
   * @param streamed batches that it reads; empty where samples are in memory
   */
  static StepLoop add(
      Graph graph,
      Handles handles,
      String name,
      Preparation preparation,
      Optional<StreamedBatches> streamed,
      Body steps) {
    Operand<TBool> finished = Ops.create(graph).constant(false);
    Carried carried = new Carried(Optional.empty(), streamed);
    return add(graph, handles, name, preparation, finished, carried, steps);
  }

  /**
   * Adds a loop to a graph that XLA compiles as a whole: on a GPU its steps then cost the host
   * nothing. Its batches are full ones.
   *
   * @param seed of the run, which the steps are given
   */
  static StepLoop addCompiled(
      Graph graph,
      Handles handles,
      String name,
      Preparation preparation,
      Operand<TInt32> seed,
      Body steps) {
    Operand<TBool> finished = Ops.create(graph).constant(false);
    Carried carried = new Carried(Optional.of(seed), Optional.empty());
    return add(graph, handles, name, preparation, finished, carried, steps);
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
    return add(graph, handles, name, preparation, finished, Carried.NOTHING, steps);
  }

  private static StepLoop add(
      Graph graph,
      Handles handles,
      String name,
      Preparation preparation,
      Operand<TBool> finished,
      Carried carried,
      Body steps) {
    Ops tf = Ops.create(graph);
    List<String> captures;
    GraphDef step;
    boolean mayFinish;
    GraphDef.Builder library = GraphDef.newBuilder();
    FunctionDefLibrary.Builder functions = library.getLibraryBuilder();
    Optional<Operand<TInt32>> seed = carried.seed();
    Optional<StreamedBatches> streamed = carried.streamed();
    Optional<ReadAhead> ahead = streamed.flatMap(StreamedBatches::ahead);
    boolean compiled = seed.isPresent();
    try (FunctionBody body = new FunctionBody(WhileLoop.body(name), compiled);
        FunctionBody condition = new FunctionBody(WhileLoop.condition(name), compiled)) {
      Operand<TInt32> batch = body.argument("batch", TInt32.class, Shape.scalar());
      Operand<TInt32> order = body.argument("order", TInt32.class, Shape.of(-1));
      Operand<TInt32> end = end(body);
      Operand<TBool> finishedBefore = finished(body);
      Optional<Operand<TInt32>> sameSeed = seed.map(value -> body.argument("seed", value));
      Optional<ReadAhead.Batches> read = ahead.map(batches -> batches.arguments(body));
      Optional<Operand<?>> raw =
          ahead.isPresent()
              ? read.map(ReadAhead.Batches::batch)
              : streamed.map(batches -> batches.next(body, handles));
      Step arguments = new Step(batch, order, sameSeed, raw);
      Done done = steps.add(body, arguments);
      Ops after = body.tf().withControlDependencies(done.ops());
      body.result("next", after.math.add(batch, body.tf().constant(1)));
      body.result("same_order", arguments.order());
      body.result("same_end", end);
      body.result("now_finished", done.finished().orElse(finishedBefore));
      sameSeed.ifPresent(same -> body.result("same_seed", same));
      if (ahead.isPresent()) {
        // Not after the step: that is what reading ahead is for.
        ReadAhead.Batches next = ahead.get().next(body, handles, read.orElseThrow(), end);
        body.result("next_read", next.end());
        body.result("next_streamed", next.batch());
      }
      mayFinish = done.finished().isPresent();
      step = body.definition();
      captures = body.captures();
      functions.addFunction(body.toFunction(captures, true)).addAllFunction(body.functions());

      Operand<TInt32> tested = condition.argument("batch", TInt32.class, Shape.scalar());
      condition.argument("order", TInt32.class, Shape.of(-1));
      Ops ops = condition.tf();
      Operand<TBool> left = ops.math.less(tested, end(condition));
      Operand<TBool> isFinished = finished(condition);
      seed.ifPresent(value -> condition.argument("seed", value));
      ahead.ifPresent(batches -> batches.arguments(condition));
      // A GPU would work this out itself, and each step would wait for its answer.
      condition.result(
          "more", mayFinish ? ops.math.logicalAnd(left, ops.math.logicalNot(isFinished)) : left);
      functions.addFunction(condition.toFunction(captures, false));
    }
    graph.importGraphDef(library.build());

    Operand<TInt32> first =
        tf.withName(name + "_first").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Operand<TInt32> end =
        tf.withName(name + "_end").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Operand<TInt32> order =
        tf.withName(name + "_order").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    List<Operand<?>> values = new ArrayList<>(List.of(first, order, end, finished));
    seed.ifPresent(values::add);
    Ops start = tf.withSubScope(name + "_start");
    ahead.ifPresent(
        batches -> values.addAll(batches.first(graph, start, handles, first, end).values()));
    List<Op> before = preparation.add(first);
    GraphOperation built =
        compiled
            ? CompiledLoop.add(graph, handles, name, values, captures, before)
            : WhileLoop.add(graph, handles, name, values, Optional.empty(), captures, before);
    return new StepLoop(name, first, end, order, tf.withControlDependencyOps(List.of(built)), step);
  }

  private static Operand<TInt32> end(FunctionBody body) {
    return body.argument("end", TInt32.class, Shape.scalar());
  }

  private static Operand<TBool> finished(FunctionBody body) {
    return body.argument("finished", TBool.class, Shape.scalar());
  }
}

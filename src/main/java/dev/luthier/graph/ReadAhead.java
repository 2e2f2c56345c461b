package dev.luthier.graph;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * Streamed batches that a loop reads one step ahead: each iteration is given a batch and takes the
 * next one from the iterator, which waits for the reading before it, and for nothing that a step
 * computes. So a batch is read, and copied to the device, while the device works on the one before.
 *
 * <p>A batch that a loop hands on is on the session's first device, as weights are; only the
 * reading itself is on the host. After the last batch of a loop none is read, so the iterator
 * stands where it would without reading ahead.
 *
 * @param stream whose samples are read
 * @param iterator name of the iterator
 */
record ReadAhead(SampleStream stream, String iterator) {

  /**
   * What was read.
   *
   * @param end number after the last batch that was read, a scalar
   * @param batch the last one, {@code [batch, ...]}
   */
  record Batches(Operand<TInt32> end, Operand<?> batch) {

    /** Both, in the order of a loop's values. */
    List<Operand<?>> values() {
      return List.of(end, batch);
    }
  }

  /** What an iteration is given, as arguments of its function. */
  Batches arguments(FunctionBody body) {
    return new Batches(
        body.argument("read", TInt32.class, Shape.scalar()),
        body.argument("streamed", stream.type(), stream.batchShape()));
  }

  /** Adds the reading of the batch that a loop begins with, unless it has none. */
  Batches first(Graph graph, Ops tf, Handles handles, Operand<TInt32> first, Operand<TInt32> end) {
    graph.importGraphDef(GraphDef.newBuilder().setLibrary(branches(handles)).build());
    return read(tf, handles, first, end);
  }

  /** Adds to an iteration the reading of the batch after its own, unless that was the last. */
  Batches next(FunctionBody body, Handles outside, Batches before, Operand<TInt32> end) {
    branches(outside).getFunctionList().forEach(body::addFunction);
    Ops tf = body.tf().withSubScope("read_ahead");
    return read(tf, outside.in(tf), before.end(), end);
  }

  private Batches read(Ops tf, Handles handles, Operand<TInt32> from, Operand<TInt32> end) {
    Operand<TBool> isAnother = tf.math.less(from, end);
    OperationBuilder builder = tf.scope().opBuilder("If", "next_batch");
    builder.addInput(isAnother.asOutput());
    builder.addInputList(
        new Output<?>[] {from.asOutput(), stream.handle(handles, iterator).asOutput()});
    builder.setAttr("Tout", new DataType[] {DataType.DT_INT32, stream.dataType()});
    builder.setAttr("then_branch", attribute("read"));
    builder.setAttr("else_branch", attribute("none"));
    builder.setAttr("_lower_using_switch_merge", true);
    Operation read = builder.build();
    return new Batches(read.output(0), read.output(1));
  }

  /** The functions that read a batch and that do not. */
  private FunctionDefLibrary branches(Handles outside) {
    try (FunctionBody read = new FunctionBody(function("read"));
        FunctionBody none = new FunctionBody(function("none"))) {
      Operand<TInt32> from = read.argument("from", TInt32.class, Shape.scalar());
      Operand<?> batch = stream.next(read.tf(), outside.in(read.tf()), iterator);
      Ops after = Handles.onHost(read.tf()).withControlDependencies(List.of(batch));
      read.result("end", after.math.add(from, read.tf().constant(1)));
      read.result("batch", batch);
      none.result("end", none.argument("from", TInt32.class, Shape.scalar()));
      none.result("batch", stream.emptyBatch(none.tf()));
      return FunctionDefLibrary.newBuilder()
          .addFunction(read.toFunction(List.of(iterator), false))
          .addFunction(none.toFunction(List.of(iterator), false))
          .build();
    }
  }

  private String function(String branch) {
    return iterator.replace('/', '_') + "_" + branch;
  }

  private AttrValue attribute(String branch) {
    return AttrValue.newBuilder()
        .setFunc(NameAttrList.newBuilder().setName(function(branch)))
        .build();
  }
}

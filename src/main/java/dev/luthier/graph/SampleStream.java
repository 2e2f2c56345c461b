package dev.luthier.graph;

import dev.luthier.data.ElementType;
import dev.luthier.data.StreamedTensors;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.IteratorGetNext;
import org.tensorflow.op.data.MakeIterator;
import org.tensorflow.op.data.PrefetchDataset;
import org.tensorflow.op.data.PrivateThreadPoolDataset;
import org.tensorflow.op.data.TensorSliceDataset;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Streamed samples as a pipeline of {@code tf.data} ops: row numbers in the order of an epoch, each
 * read and decoded by native threads while the model works on earlier ones, gathered into batches
 * that lie ready.
 *
 * <p>The order is fed when an iterator is started, so that the samples of every step are those that
 * data in memory would have, also after a resumption in the middle of an epoch.
 */
final class SampleStream {

  /** Bytes of batches that lie ready: as many as bridge the time in which nothing is decoded. */
  private static final long READY_BYTES = 1L << 26;

  private static final long LEAST_READY = 2;
  private static final long MOST_READY = 64;

  /** Samples that are read at a time: enough for a thread to find work while another waits. */
  private static final long AT_A_TIME_PER_PROCESSOR = 8;

  private final StreamedTensors features;
  private final StoredSampleReader reader;

  /**
   * A pipeline in a graph.
   *
   * @param order placeholder of the rows' numbers, from the first to be delivered
   * @param start makes the iterator deliver that order
   */
  record Pipeline(Operand<TInt32> order, Op start) {}

  /**
   * A sample by itself, for finding the one that cannot be read.
   *
   * @param row placeholder of its number
   * @param value of the sample
   */
  record Probe(Operand<TInt32> row, Operand<?> value) {}

  SampleStream(StreamedTensors features) {
    this.features = features;
    this.reader = StoredSampleReader.of(features.stored());
  }

  StoredSampleReader reader() {
    return reader;
  }

  /** The handle of an iterator over batches. */
  Operand<?> handle(Handles handles, String iterator) {
    return handles.iterator(iterator, type(), batchShape());
  }

  /** The next batch of an iterator, {@code [batch, ...]}. */
  Operand<?> next(Ops tf, Handles handles, String iterator) {
    IteratorGetNext next =
        IteratorGetNext.create(
            Handles.onHost(tf).scope(),
            handle(handles, iterator),
            List.of(type()),
            List.of(batchShape()));
    return next.components().get(0);
  }

  /** A batch of no samples. */
  Operand<?> emptyBatch(Ops tf) {
    Ops host = Handles.onHost(tf);
    return host.zeros(host.constant(Shape.of(0).append(sampleShape()).asArray()), type());
  }

  Shape batchShape() {
    return Shape.of(-1).append(sampleShape());
  }

  /**
   * Adds the pipeline of an iterator.
   *
   * @param name of the iterator
   * @param batchSize samples a batch; the last one may have fewer
   */
  Pipeline add(Graph graph, NameScopes scopes, Handles handles, String name, int batchSize) {
    Ops tf = Handles.onHost(scopes.at(name + "_pipeline"));
    String function = name.replace('/', '_') + "_sample";
    addFunction(graph, function);
    Operand<TInt32> order =
        tf.withName("order").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<?> rows =
        TensorSliceDataset.create(tf.scope(), List.of(order), List.of(Shape.scalar()));
    Shape batch = batchShape();
    long processors = Runtime.getRuntime().availableProcessors();
    OperationBuilder batches = tf.scope().opBuilder("MapAndBatchDataset", "batches");
    batches.addInput(rows.asOutput());
    batches.addInputList(
        reader.index(tf, handles).stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    batches.addInput(tf.constant((long) batchSize).asOutput());
    batches.addInput(tf.constant(processors * AT_A_TIME_PER_PROCESSOR).asOutput());
    batches.addInput(tf.constant(false).asOutput());
    batches.setAttr(
        "f", AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build());
    batches.setAttr("output_types", new DataType[] {dataType()});
    batches.setAttr("output_shapes", new Shape[] {batch});
    Operand<?> decoded = batches.build().<TType>output(0);
    // The session may have one thread only, which the model keeps busy.
    Operand<?> threaded =
        PrivateThreadPoolDataset.create(
            tf.scope(), decoded, tf.constant(processors), List.of(type()), List.of(batch));
    long batchBytes = batchSize * sampleShape().size() * features.type().bytes();
    long count = Math.max(LEAST_READY, Math.min(MOST_READY, READY_BYTES / batchBytes));
    Operand<?> ready =
        PrefetchDataset.create(
            tf.scope(), threaded, tf.constant(count), List.of(type()), List.of(batch));
    return new Pipeline(order, MakeIterator.create(tf.scope(), ready, handle(handles, name)));
  }

  private void addFunction(Graph graph, String name) {
    GraphDef.Builder library = GraphDef.newBuilder();
    try (FunctionBody body = new FunctionBody(name)) {
      Operand<TInt32> row = body.argument("row", TInt32.class, Shape.scalar());
      body.result("sample", sample(body.tf(), row, reader.arguments(body)));
      library.getLibraryBuilder().addFunction(body.toFunction(List.of(), false));
    }
    graph.importGraphDef(library.build());
  }

  /** Adds the reading of one sample. */
  Probe addProbe(NameScopes scopes, Handles handles) {
    Ops tf = Handles.onHost(scopes.at("data/probe"));
    Operand<TInt32> row =
        tf.withName("row").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    return new Probe(row, sample(tf, row, reader.index(tf, handles)));
  }

  private Operand<?> sample(Ops tf, Operand<TInt32> row, List<Operand<?>> index) {
    Operand<?> value = reader.read(tf, row, index);
    Operand<?> shaped = tf.reshape(value, tf.constant(sampleShape().asArray()));
    boolean cast = type() == TFloat32.class && features.stored().type() == ElementType.UINT8;
    return cast ? tf.dtypes.cast(shaped, TFloat32.class) : shaped;
  }

  private Shape sampleShape() {
    return Shape.of(features.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  /** Of the values of a batch. */
  Class<? extends TType> type() {
    return features.type() == ElementType.UINT8 ? TUint8.class : TFloat32.class;
  }

  DataType dataType() {
    return features.type() == ElementType.UINT8 ? DataType.DT_UINT8 : DataType.DT_FLOAT;
  }
}

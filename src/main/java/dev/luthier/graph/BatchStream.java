package dev.luthier.graph;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TInt32;

/** A pipeline at work: where in which order it stands. */
final class BatchStream {

  private final Session session;
  private final SampleStream.Pipeline pipeline;
  private final SampleStream.Probe probe;
  private final IntFunction<String> place;
  private final int batchSize;
  private int[] order = new int[0];
  private int next = -1;

  /**
   * A pipeline that has not started.
   *
   * @param place where a row lies, for messages
   */
  BatchStream(
      Session session,
      SampleStream.Pipeline pipeline,
      SampleStream.Probe probe,
      IntFunction<String> place,
      int batchSize) {
    this.session = session;
    this.pipeline = pipeline;
    this.probe = probe;
    this.place = place;
    this.batchSize = batchSize;
  }

  /**
   * Delivers some batches of an order to who works on them.
   *
   * @param rows the same array for all batches of an order
   * @param work that takes all of these batches
   * @throws SampleException where a sample cannot be read
   */
  <T> T deliver(int[] rows, int firstBatch, int endBatch, Supplier<T> work) {
    seek(rows, firstBatch);
    try {
      T result = work.get();
      next = endBatch;
      return result;
    } catch (RuntimeException e) {
      next = -1;
      throw explain(e, firstBatch, endBatch);
    }
  }

  /** Makes a batch of an order the one that comes next, where it is not that already. */
  private void seek(int[] rows, int batch) {
    if (next == batch && order == rows) {
      return;
    }
    int from = Math.min(rows.length, batch * batchSize);
    try (TInt32 left =
        TInt32.tensorOf(
            Shape.of(rows.length - from),
            DataBuffers.of(Arrays.copyOfRange(rows, from, rows.length), true, false))) {
      session.runner().feed(pipeline.order(), left).addTarget(pipeline.start()).run().close();
    }
    order = rows;
    next = batch;
  }

  /** Forgets where it stands. */
  void restart() {
    next = -1;
  }

  /**
   * What to tell about a failure while some batches were worked on: the sample that cannot be read,
   * if there is one, else the failure itself.
   */
  // TensorFlow's exceptions have no supertype of their own.
  private RuntimeException explain(RuntimeException failure, int firstBatch, int endBatch) {
    int end = (int) Math.min(order.length, (long) endBatch * batchSize);
    for (int i = firstBatch * batchSize; i < end; i++) {
      try (TInt32 row = TInt32.scalarOf(order[i])) {
        session.runner().feed(probe.row(), row).fetch(probe.value()).run().close();
      } catch (RuntimeException e) {
        return new SampleException(place.apply(order[i]) + ": " + reason(e), e);
      }
    }
    return failure;
  }

  /** The message without the graph's nodes. */
  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    String first = message.split("\\R|\\[\\[", 2)[0].replaceAll("\\{\\{[^}]*\\}\\}", "").strip();
    return first.isEmpty() ? "the sample cannot be read" : "the sample cannot be read: " + first;
  }
}

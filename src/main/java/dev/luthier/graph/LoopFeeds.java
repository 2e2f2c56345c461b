package dev.luthier.graph;

import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TInt32;

/**
 * What a loop is fed.
 *
 * @param order rows of an epoch
 * @param first number of the first batch
 * @param end number after the last batch
 */
record LoopFeeds(TInt32 order, TInt32 first, TInt32 end) implements AutoCloseable {

  LoopFeeds(int[] rows, int first, int end) {
    this(
        TInt32.tensorOf(Shape.of(rows.length), DataBuffers.of(rows, true, false)),
        TInt32.scalarOf(first),
        TInt32.scalarOf(end));
  }

  Session.Runner to(Session.Runner runner, StepLoop loop) {
    return runner.feed(loop.order(), order).feed(loop.first(), first).feed(loop.end(), end);
  }

  @Override
  public void close() {
    order.close();
    first.close();
    end.close();
  }
}

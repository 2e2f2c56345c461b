package dev.luthier.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

/**
 * How a loop comes by its batches, one from an iterator for each step.
 *
 * @param stream whose samples are read
 * @param iterator name of the iterator
 * @param areReadAhead whether each is read and copied to the device while the step before it is
 *     worked on. On a CPU nothing is copied, and what is handed on takes turns with the step
 */
record StreamedBatches(SampleStream stream, String iterator, boolean areReadAhead) {

  /** How they are read one step ahead; empty where each step reads its own. */
  Optional<ReadAhead> ahead() {
    return areReadAhead ? Optional.of(new ReadAhead(stream, iterator)) : Optional.empty();
  }

  /** Adds the reading of an iteration's own batch, {@code [batch, ...]}. */
  Operand<?> next(FunctionBody body, Handles outside) {
    Ops tf = body.tf().withSubScope("data");
    return stream.next(tf, outside.in(tf), iterator);
  }
}

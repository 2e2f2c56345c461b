package dev.luthier.optim;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * One rate up to and with a step, then the next: Keras' PiecewiseConstantDecay. The values take the
 * place of the optimizer's learning rate.
 *
 * @param boundaries last steps of all values but the last one, rising
 * @param values learning rates, one more than there are boundaries
 */
public record PiecewiseConstant(List<Integer> boundaries, List<Float> values) implements Schedule {

  public PiecewiseConstant {
    boundaries = List.copyOf(boundaries);
    values = List.copyOf(values);
    if (boundaries.isEmpty()) {
      throw new IllegalArgumentException(
          "boundary must be given at least once, was absent; write the last step of the first"
              + " value, such as 1000");
    }
    for (int i = 0; i < boundaries.size(); i++) {
      long least = i == 0 ? 0 : boundaries.get(i - 1) + 1L;
      if (boundaries.get(i) < least) {
        throw new IllegalArgumentException(
            "boundary must rise from 0 or more, was "
                + boundaries
                + "; write step numbers in order, each once");
      }
    }
    if (values.size() != boundaries.size() + 1) {
      throw new IllegalArgumentException(
          "value must be given once more than boundary, was given "
              + values.size()
              + " times with "
              + boundaries.size()
              + " boundaries; write one learning rate up to each boundary and one for the rest");
    }
    values.forEach(value -> Bounds.positive("value", value, 0.001f));
  }

  @Override
  public Operand<TFloat32> rate(
      Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps) {
    long[] ends = boundaries.stream().mapToLong(Integer::longValue).toArray();
    float[] rates = new float[values.size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = values.get(i);
    }
    Operand<TInt32> passed =
        tf.reduceSum(
            tf.dtypes.cast(tf.math.greater(step, tf.constant(ends)), TInt32.class), tf.constant(0));
    return tf.gather(tf.constant(rates), passed, tf.constant(0));
  }
}

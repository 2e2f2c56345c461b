package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A function of every value, by Keras' names and definitions. */
public enum Activation {
  LINEAR {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return x;
    }
  },
  RELU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.relu(x);
    }
  };

  /** Adds the function to a graph; the result has the shape of {@code x}. */
  public abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);
}

package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/**
 * A function of every value, by Keras' names and definitions. Softmax and its logarithm go along
 * the last dimension.
 */
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
  },
  /** min(max(x, 0), 6). */
  RELU6 {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.relu6(x);
    }
  },
  /** Slope 0.2 below zero; PyTorch's is 0.01. */
  LEAKY_RELU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.leakyRelu(x, LeakyRelu.alpha(0.2f));
    }
  },
  /** exp(x) - 1 below zero. */
  ELU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.elu(x);
    }
  },
  /** Klambauer et al. 2017. */
  SELU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.selu(x);
    }
  },
  /** The exact form, x * Phi(x). */
  GELU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
      return tf.math.mul(half(tf, x), tf.math.add(erf, tf.constant(1f)));
    }
  },
  /** x * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
  GELU_TANH {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      float slope = (float) Math.sqrt(2 / Math.PI);
      Operand<TFloat32> square = tf.math.square(x);
      Operand<TFloat32> factor =
          tf.math.add(tf.math.mul(square, tf.constant(0.044715f * slope)), tf.constant(slope));
      Operand<TFloat32> tanh = tf.math.tanh(tf.math.mul(x, factor));
      return tf.math.mul(half(tf, x), tf.math.add(tanh, tf.constant(1f)));
    }
  },
  /** x * sigmoid(x). */
  SILU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.mul(x, tf.math.sigmoid(x));
    }
  },
  /** x * relu6(x + 3) / 6. */
  HARD_SILU {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.mul(x, HARD_SIGMOID.apply(tf, x));
    }
  },
  /** x * tanh(softplus(x)). */
  MISH {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.mul(x, tf.math.tanh(tf.math.softplus(x)));
    }
  },
  /** log(1 + exp(x)). */
  SOFTPLUS {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.softplus(x);
    }
  },
  /** x / (1 + |x|). */
  SOFTSIGN {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.softsign(x);
    }
  },
  SIGMOID {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.sigmoid(x);
    }
  },
  /** relu6(x + 3) / 6. */
  HARD_SIGMOID {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.div(tf.nn.relu6(tf.math.add(x, tf.constant(3f))), tf.constant(6f));
    }
  },
  TANH {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.tanh(x);
    }
  },
  SOFTMAX {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.nn.softmax(x);
    }
  },
  LOG_SOFTMAX {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      if (x.shape().numDimensions() == 2) {
        return tf.nn.logSoftmax(x);
      }
      // TensorFlow's C++ gradient sums over the second dimension, whichever the last one is.
      return Samples.reshape(tf, tf.nn.logSoftmax(Samples.rows(tf, x)), Samples.shape(x));
    }
  },
  EXPONENTIAL {
    @Override
    public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return tf.math.exp(x);
    }
  };

  /** Adds the function to a graph; the result has the shape of {@code x}. */
  public abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);

  private static Operand<TFloat32> half(Ops tf, Operand<TFloat32> x) {
    return tf.math.mul(x, tf.constant(0.5f));
  }
}

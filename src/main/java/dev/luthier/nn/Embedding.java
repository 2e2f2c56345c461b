package dev.luthier.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A vector for each whole number: {@code [...]} to {@code [..., outputSize]}.
 *
 * <p>A number outside the range stops the session with an error on the CPU; on a GPU it gives
 * zeros.
 *
 * @param inputSize how many numbers there are, from 0 to {@code inputSize - 1}
 * @param outputSize length of a vector
 * @param initializer of the vectors, {@code [inputSize, outputSize]}
 * @param regularizer of the vectors
 * @param maskZero whether 0 stands for padding, which later layers leave out; it still has a
 *     vector, as in Keras
 */
public record Embedding(
    int inputSize,
    int outputSize,
    Initializer initializer,
    Optional<Regularizer> regularizer,
    boolean maskZero)
    implements Layer {

  /** How Keras' embeddings begin. */
  public static final Initializer UNIFORM = new Initializer.RandomUniform(-0.05f, 0.05f);

  public Embedding {
    Window.positive("input_size", inputSize);
    Window.positive("output_size", outputSize);
  }

  /** A layer with Keras' defaults. */
  public static Embedding of(int inputSize, int outputSize) {
    return new Embedding(inputSize, outputSize, UNIFORM, Optional.empty(), false);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.one(inputs);
    if (maskZero && input.numDimensions() != 1) {
      throw new IllegalArgumentException(
          "needs a sample of shape [length] for mask_zero, was given "
              + input
              + "; put a layer of reshape { shape: -1 } before it, or leave mask_zero out");
    }
    return input.append(outputSize);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return List.of(
        Variable.weight("embeddings", Shape.of(inputSize, outputSize), initializer)
            .withRegularizer(regularizer));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TInt32> numbers = tf.dtypes.cast(inputs.get(0), TInt32.class);
    if (maskZero) {
      scope.setMask(tf.dtypes.cast(tf.math.notEqual(numbers, tf.constant(0)), TFloat32.class));
    }
    return tf.gather(scope.read("embeddings"), numbers, tf.constant(0));
  }
}

package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What training minimizes: the mean over the batch of a loss for each sample. */
public sealed interface Loss {

  /**
   * Refuses a model whose output this loss cannot use.
   *
   * @param output shape of one sample's output
   * @throws IllegalArgumentException says what is needed instead
   */
  void checkOutput(Shape output);

  /** A loss whose targets are classes. */
  sealed interface Classification extends Loss
      permits SoftmaxCrossEntropy, SigmoidCrossEntropy, Hinge {

    /**
     * The loss of each sample, without class weights.
     *
     * @param output of the model, {@code [batch, units]}
     * @param classes ids from 0, {@code [batch]}
     * @return {@code [batch]}
     */
    Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TInt64> classes);

    /**
     * What the output says of each class, {@code [batch, classes]}: from 0 to 1, more for a
     * likelier class, summing to 1 where the loss is a softmax.
     */
    Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> output);

    /**
     * Numbers {@code [batch, classes]} whose order is that of the probabilities: the output itself
     * where it has a number a class.
     */
    default Operand<TFloat32> ranking(Ops tf, Operand<TFloat32> output) {
      return probabilities(tf, output);
    }

    /** How many classes there can be, given the units of the output layer. */
    int classes(int units);

    /**
     * Weights of the classes in training; empty for 1 each. As in Keras, they are not used in
     * evaluation.
     */
    List<Float> classWeight();
  }

  /** A loss whose targets are numbers. */
  sealed interface Regression extends Loss permits MeanSquaredError, MeanAbsoluteError, Huber {

    /**
     * The loss of each sample.
     *
     * @param output of the model, {@code [batch, width]}
     * @param targets {@code [batch, width]}
     * @return {@code [batch]}
     */
    Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TFloat32> targets);

    @Override
    default void checkOutput(Shape output) {
      if (output.numDimensions() != 1) {
        throw new IllegalArgumentException(
            "loss needs an output of one number a target, such as [1], was "
                + output
                + "; end with dense { units: 1 }, after flatten {} where there are more dimensions");
      }
    }
  }
}

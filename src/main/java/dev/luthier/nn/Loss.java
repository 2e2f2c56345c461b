package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What training minimizes: the mean over the batch of a loss for each sample. */
public sealed interface Loss {

  /** A loss whose targets are classes. */
  sealed interface Classification extends Loss permits SoftmaxCrossEntropy {

    /**
     * The loss of each sample, without class weights.
     *
     * @param output of the model, {@code [batch, units]}
     * @param classes ids from 0, {@code [batch]}
     * @return {@code [batch]}
     */
    Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TInt32> classes);

    /**
     * What the output says of each class, {@code [batch, classes]}, summing to 1 where the loss is
     * a softmax.
     */
    Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> output);

    /** How many classes there can be, given the units of the output layer. */
    int classes(int units);

    /**
     * Weights of the classes in training; empty for 1 each. As in Keras, they are not used in
     * evaluation.
     */
    List<Float> classWeight();
  }

  /** A loss whose targets are numbers. */
  sealed interface Regression extends Loss permits MeanSquaredError {

    /**
     * The loss of each sample.
     *
     * @param output of the model, {@code [batch, width]}
     * @param targets {@code [batch, width]}
     * @return {@code [batch]}
     */
    Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TFloat32> targets);
  }
}

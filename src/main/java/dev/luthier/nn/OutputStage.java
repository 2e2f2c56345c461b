package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What follows a product or convolution: a bias, an activation, and what the output costs. */
record OutputStage(
    Activation activation, boolean useBias, Optional<Regularizer> activityRegularizer) {

  private static final String L1 = "activity_l1";
  private static final String L2 = "activity_l2";

  /** An inverse strength needs the number of training samples, which says nothing of outputs. */
  static void checkActivityRegularizer(Optional<Regularizer> activityRegularizer) {
    if (activityRegularizer.isPresent()
        && !(activityRegularizer.get() instanceof Regularizer.L1L2)) {
      throw new IllegalArgumentException(
          "activity_regularizer must be of l1 and l2, was "
              + activityRegularizer.get()
              + "; an inverse strength is for weights: write activity_regularizer { l2: 0.001 }");
    }
  }

  /** The bias, and the strengths of the activity regularizer. */
  List<Variable> variables(
      long units, Initializer biasInitializer, Optional<Regularizer> biasRegularizer) {
    List<Variable> variables = new ArrayList<>();
    if (useBias) {
      variables.add(
          Variable.weight("bias", Shape.of(units), biasInitializer)
              .withRegularizer(biasRegularizer));
    }
    if (l1() != 0) {
      variables.add(Variable.rate(L1, l1()));
    }
    if (l2() != 0) {
      variables.add(Variable.rate(L2, l2()));
    }
    return variables;
  }

  Operand<TFloat32> apply(LayerScope scope, Operand<TFloat32> sum) {
    Ops tf = scope.tf();
    Operand<TFloat32> biased = useBias ? tf.nn.biasAdd(sum, scope.read("bias")) : sum;
    Operand<TFloat32> output = activation.apply(tf, biased);
    if (l1() != 0 || l2() != 0) {
      scope.addLoss(() -> cost(scope, output));
    }
    return output;
  }

  /** As in Keras 3, per sample: the sum over the batch is divided by the number of samples. */
  private Operand<TFloat32> cost(LayerScope scope, Operand<TFloat32> output) {
    Ops tf = scope.tf();
    Operand<TFloat32> cost = tf.constant(0f);
    if (l1() != 0) {
      Operand<TFloat32> size = tf.reduceSum(tf.math.abs(output), everyAxis(tf, output));
      cost = tf.math.add(cost, tf.math.mul(scope.read(L1), size));
    }
    if (l2() != 0) {
      // The op gives half the sum of squares.
      Operand<TFloat32> size = tf.math.mul(tf.nn.l2Loss(output), tf.constant(2f));
      cost = tf.math.add(cost, tf.math.mul(scope.read(L2), size));
    }
    return tf.math.div(cost, tf.dtypes.cast(Samples.count(tf, output), TFloat32.class));
  }

  private static Operand<TInt32> everyAxis(Ops tf, Operand<TFloat32> output) {
    return tf.constant(IntStream.range(0, output.shape().numDimensions()).toArray());
  }

  private float l1() {
    return activityRegularizer.map(regularizer -> regularizer.l1(1)).orElse(0f);
  }

  private float l2() {
    return activityRegularizer.map(regularizer -> regularizer.l2(1)).orElse(0f);
  }
}

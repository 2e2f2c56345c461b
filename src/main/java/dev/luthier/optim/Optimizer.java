package dev.luthier.optim;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** How a step changes the weights, given their gradients. Defaults and arithmetic are Keras'. */
public sealed interface Optimizer
    permits Adam, AdamW, RmsProp, Sgd, Adagrad, Adadelta, Ftrl, Lbfgs {

  /** The learning rate that a schedule starts from. */
  float learningRate();

  /** What is kept for each weight, in its shape. */
  List<Slot> slots();

  /**
   * Adds one step to a graph.
   *
   * @param learningRate of this step, a scalar
   * @param step number of steps before this one, a scalar
   * @param updates one a weight; their gradients are already clipped
   * @return the ops that change weights and slots
   */
  List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates);

  /**
   * A value kept for each weight.
   *
   * @param name such as {@code m}
   * @param initialValue everywhere
   */
  record Slot(String name, float initialValue) {}

  /**
   * A weight in a graph.
   *
   * @param variable handle of the weight
   * @param value of the weight, as this step's forward pass read it
   * @param gradient of the loss with respect to the value
   * @param slots handles by slot name
   */
  record Update(
      Operand<? extends TType> variable,
      Operand<TFloat32> value,
      Operand<TFloat32> gradient,
      Map<String, Operand<? extends TType>> slots) {}
}

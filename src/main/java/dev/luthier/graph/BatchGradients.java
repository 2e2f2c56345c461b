package dev.luthier.graph;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * What a batch says of the weights.
 *
 * @param loss mean over the batch, with all that is added to it, a scalar
 * @param gradients of the loss with respect to the weights, without those of the l2 penalties
 * @param read the value of a weight by its full name, at which the gradients are
 * @param before what must have run before a weight changes
 * @param done ops that add up figures and give state variables their new values
 */
record BatchGradients(
    Operand<TFloat32> loss,
    List<Operand<TFloat32>> gradients,
    Function<String, Operand<TFloat32>> read,
    List<Op> before,
    List<Op> done) {}

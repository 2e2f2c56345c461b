package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Dropout of whole channels, Tompson et al. 2015: in training, a channel of a sample is zeroed with
 * probability {@code rate} and the others are divided by 1 - rate.
 *
 * @param rate from 0 (included) to 1 (excluded)
 */
public record SpatialDropout(float rate) implements Layer {
  public SpatialDropout {
    Dropout.checkRate("rate", rate);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.sequenceOrImage(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return List.of(Variable.rate("rate", rate));
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    if (!scope.training()) {
      return x;
    }
    Ops tf = scope.tf();
    List<Operand<TInt32>> sizes = new ArrayList<>(List.of(Samples.count(tf, x)));
    for (int axis = 1; axis < x.shape().numDimensions() - 1; axis++) {
      sizes.add(tf.constant(1));
    }
    sizes.add(tf.constant((int) x.shape().get(-1)));
    return Dropout.drop(scope, x, tf.stack(sizes));
  }
}

package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** x * scale + offset, both constant. */
public record Rescaling(float scale, float offset) implements Layer {

  public Rescaling {
    if (!Float.isFinite(scale)) {
      throw new IllegalArgumentException(
          "scale must be a finite number, was " + scale + "; write such as 0.00392157");
    }
    if (!Float.isFinite(offset)) {
      throw new IllegalArgumentException(
          "offset must be a finite number, was " + offset + "; write such as -1");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.one(inputs);
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    return tf.math.add(tf.math.mul(inputs.get(0), tf.constant(scale)), tf.constant(offset));
  }
}

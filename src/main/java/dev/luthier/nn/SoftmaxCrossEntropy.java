package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Cross entropy of a softmax over logits, one a class.
 *
 * @param labelSmoothing share of the uniform distribution in the target, at least 0 and below 1
 * @param classWeight a weight for each class, or empty
 */
public record SoftmaxCrossEntropy(float labelSmoothing, List<Float> classWeight)
    implements Loss.Classification {

  public SoftmaxCrossEntropy {
    classWeight = List.copyOf(classWeight);
    ClassificationFields.requireLabelSmoothing(labelSmoothing);
    ClassificationFields.requireClassWeight(classWeight);
  }

  @Override
  public void checkOutput(Shape output) {
    ClassificationFields.requireUnits("softmax_cross_entropy", output, 2);
  }

  @Override
  public Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TInt64> classes) {
    int units = (int) output.shape().get(-1);
    // The sparse op has no gradient in TensorFlow's C++ registry.
    Operand<TFloat32> target =
        tf.oneHot(
            classes,
            tf.constant(units),
            tf.constant(1 - labelSmoothing + labelSmoothing / units),
            tf.constant(labelSmoothing / units));
    return tf.nn.softmaxCrossEntropyWithLogits(output, target).loss();
  }

  @Override
  public Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> output) {
    return tf.nn.softmax(output);
  }

  @Override
  public Operand<TFloat32> ranking(Ops tf, Operand<TFloat32> output) {
    return output;
  }

  @Override
  public int classes(int units) {
    return units;
  }
}

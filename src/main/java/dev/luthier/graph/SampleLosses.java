package dev.luthier.graph;

import dev.luthier.nn.Exit;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Network;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The loss of each sample of a batch: that of the output, and by their weights of the exits. */
final class SampleLosses {

  private SampleLosses() {}

  /** Without class weights, {@code [batch]}. */
  static Operand<TFloat32> evaluated(
      Ops tf, Network network, ForwardPass pass, SampleStore.Batch batch) {
    Loss loss = network.model().loss();
    Operand<TFloat32> sum = of(tf, loss, pass.output(), batch);
    for (Exit exit : network.model().exits()) {
      Operand<TFloat32> beside = of(tf, loss, pass.output(exit), batch);
      sum = tf.math.add(sum, tf.math.mul(pass.read(exit.lossWeightVariable()), beside));
    }
    return sum;
  }

  /** With class weights, {@code [batch]}. */
  static Operand<TFloat32> trained(
      Ops tf, Network network, ForwardPass pass, SampleStore.Batch batch) {
    Operand<TFloat32> each = evaluated(tf, network, pass, batch);
    if (network.model().loss() instanceof Loss.Classification classification
        && !classification.classWeight().isEmpty()) {
      float[] weights = new float[classification.classWeight().size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = classification.classWeight().get(i);
      }
      return tf.math.mul(each, tf.gather(tf.constant(weights), batch.classes(), tf.constant(0)));
    }
    return each;
  }

  private static Operand<TFloat32> of(
      Ops tf, Loss loss, Operand<TFloat32> output, SampleStore.Batch batch) {
    return loss instanceof Loss.Classification classification
        ? classification.perSample(tf, output, batch.classes())
        : ((Loss.Regression) loss).perSample(tf, output, batch.targets());
  }
}

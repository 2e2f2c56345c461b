package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Random numbers of a layer that changes images in training: one of each kind a sample. */
final class SampleDraws {

  private SampleDraws() {}

  /**
   * Numbers from {@code min} up to {@code max}, which broadcast to a batch of images.
   *
   * @param purpose gives each kind of draw a seed of its own
   * @param x the images, {@code [batch, height, width, channels]}
   * @return {@code [batch, 1, 1, 1]}
   */
  static Operand<TFloat32> uniform(
      LayerScope scope,
      String purpose,
      Operand<TFloat32> x,
      Operand<TFloat32> min,
      Operand<TFloat32> max) {
    Ops tf = scope.tf();
    Operand<TInt32> one = tf.constant(1);
    Operand<TFloat32> drawn =
        scope.drawEach(
            purpose,
            Samples.count(tf, x),
            (samples, seed) ->
                tf.random.statelessRandomUniform(tf.stack(List.of(samples, one, one, one)), seed));
    // The shape is the batch's, and drawing has no gradient.
    Operand<TFloat32> draw = tf.stopGradient(drawn);
    return tf.math.add(min, tf.math.mul(draw, tf.math.sub(max, min)));
  }

  /**
   * Whole numbers from 0 up to, not including, {@code bound}.
   *
   * @param purpose gives each kind of draw a seed of its own
   * @param x the images, {@code [batch, height, width, channels]}
   * @return {@code [batch, 1]}
   */
  static Operand<TInt32> integers(
      LayerScope scope, String purpose, Operand<TFloat32> x, int bound) {
    Ops tf = scope.tf();
    return scope.drawEach(
        purpose,
        Samples.count(tf, x),
        (samples, seed) ->
            tf.random.statelessRandomUniformInt(
                tf.stack(List.of(samples, tf.constant(1))),
                seed,
                tf.constant(0),
                tf.constant(bound)));
  }
}

package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * In training, changes each image's colours by factors of its own, in this order; otherwise the
 * identity.
 *
 * <ul>
 *   <li>brightness: x + d, d drawn from [-brightness, brightness)
 *   <li>contrast: m + (x - m) f, m being the mean of a channel of the image and f drawn from [1 -
 *       contrast, 1 + contrast)
 *   <li>saturation: g + (x - g) f, g being the pixel's grey 0.299 red + 0.587 green + 0.114 blue
 *       and f drawn from [1 - saturation, 1 + saturation)
 * </ul>
 *
 * <p>The first two are TensorFlow's {@code random_brightness} and {@code random_contrast};
 * saturation is PyTorch's, which needs no other colour space. Unlike there, the result is not
 * clipped to a range, so that it may be used on standardized images.
 *
 * @param brightness 0 or more; in the units of the input, such as 0.1 where it is from 0 to 1
 * @param contrast from 0 to 1
 * @param saturation from 0 to 1
 */
public record RandomColor(float brightness, float contrast, float saturation) implements Layer {

  private static final String BRIGHTNESS = "brightness";
  private static final String CONTRAST = "contrast";
  private static final String SATURATION = "saturation";

  /** Shares of red, green and blue in grey, ITU-R BT.601. */
  private static final float[] GREY = {0.299f, 0.587f, 0.114f};

  public RandomColor {
    if (!(brightness >= 0 && Float.isFinite(brightness))) {
      throw new IllegalArgumentException(
          "brightness must be 0 or more, was " + brightness + "; write a number such as 0.1");
    }
    checkShare(CONTRAST, contrast);
    checkShare(SATURATION, saturation);
  }

  private static void checkShare(String name, float value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          name + " must be from 0 to 1, was " + value + "; write a number such as 0.2");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape image = InputShapes.image(inputs);
    if (saturation > 0 && image.get(2) != GREY.length) {
      throw new IllegalArgumentException(
          "needs images of red, green and blue to change their saturation, was given "
              + image
              + "; leave saturation out");
    }
    return image;
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    List<Variable> strengths = new ArrayList<>();
    addStrength(strengths, BRIGHTNESS, brightness);
    addStrength(strengths, CONTRAST, contrast);
    addStrength(strengths, SATURATION, saturation);
    return strengths;
  }

  private static void addStrength(List<Variable> strengths, String name, float value) {
    if (value > 0) {
      strengths.add(Variable.rate(name, value));
    }
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    if (!scope.training()) {
      return x;
    }
    if (brightness > 0) {
      Operand<TFloat32> most = scope.read(BRIGHTNESS);
      x = tf.math.add(x, SampleDraws.uniform(scope, BRIGHTNESS, x, tf.math.neg(most), most));
    }
    if (contrast > 0) {
      Operand<TFloat32> mean = tf.math.mean(x, tf.constant(new int[] {1, 2}), Mean.keepDims(true));
      x = stretch(scope, CONTRAST, x, mean);
    }
    if (saturation > 0) {
      Operand<TFloat32> grey =
          tf.reduceSum(
              tf.math.mul(x, tf.constant(GREY)),
              tf.constant(new int[] {3}),
              ReduceSum.keepDims(true));
      x = stretch(scope, SATURATION, x, grey);
    }
    return x;
  }

  /** center + (x - center) f. */
  private static Operand<TFloat32> stretch(
      LayerScope scope, String what, Operand<TFloat32> x, Operand<TFloat32> center) {
    Ops tf = scope.tf();
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> strength = scope.read(what);
    Operand<TFloat32> factor =
        SampleDraws.uniform(scope, what, x, tf.math.sub(one, strength), tf.math.add(one, strength));
    return tf.math.add(center, tf.math.mul(tf.math.sub(x, center), factor));
  }
}

package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Masks of SpecAugment (Park et al. 2019): in training, spans of frames and of frequencies of a
 * spectrogram, {@code [frames, frequencies]}, become 0, different ones in each sample.
 *
 * <p>The width of a span is drawn evenly from 0 to the most, then its start from all places where
 * it fits. Spans may overlap. In the paper 0 is the mean of a normalized spectrogram: put a layer
 * of normalization before this one.
 *
 * @param timeMasks spans of frames
 * @param timeWidth most frames of a span
 * @param frequencyMasks spans of frequencies
 * @param frequencyWidth most frequencies of a span
 */
public record SpecAugment(int timeMasks, int timeWidth, int frequencyMasks, int frequencyWidth)
    implements Layer {

  public SpecAugment {
    check("time", timeMasks, timeWidth);
    check("frequency", frequencyMasks, frequencyWidth);
  }

  private static void check(String axis, int masks, int width) {
    if (masks < 0 || width < 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s_%s must be at least 0, was %d; leave it out for none",
              axis, masks < 0 ? "masks" : "width", masks < 0 ? masks : width));
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape spectrogram = InputShapes.sequence(inputs);
    require("time_width", timeWidth, spectrogram.get(0), "frames");
    require("frequency_width", frequencyWidth, spectrogram.get(1), "frequencies");
    return spectrogram;
  }

  private static void require(String field, int width, long places, String name) {
    if (width > places) {
      throw new IllegalArgumentException(
          "needs at least as many "
              + name
              + " as "
              + field
              + ", "
              + width
              + ", was given "
              + places
              + "; write a smaller "
              + field);
    }
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
    Shape spectrogram = x.shape().tail();
    for (int i = 0; i < timeMasks; i++) {
      Operand<TFloat32> kept = kept(scope, x, "time" + i, timeWidth, (int) spectrogram.get(0));
      x = tf.math.mul(x, tf.expandDims(kept, tf.constant(2)));
    }
    for (int i = 0; i < frequencyMasks; i++) {
      Operand<TFloat32> kept =
          kept(scope, x, "frequency" + i, frequencyWidth, (int) spectrogram.get(1));
      x = tf.math.mul(x, tf.expandDims(kept, tf.constant(1)));
    }
    return x;
  }

  /** 0 in one span of each sample and 1 elsewhere, {@code [batch, places]}. */
  private static Operand<TFloat32> kept(
      LayerScope scope, Operand<TFloat32> x, String purpose, int most, int places) {
    Ops tf = scope.tf();
    Operand<TInt32> samples = Samples.count(tf, x);
    LayerScope.SampleDraw<TFloat32> column =
        (count, seed) ->
            tf.random.statelessRandomUniform(tf.stack(List.of(count, tf.constant(1))), seed);
    Operand<TFloat32> width =
        tf.math.floor(
            tf.math.mul(
                scope.drawEach(purpose + "/width", samples, column), tf.constant(most + 1f)));
    Operand<TFloat32> starts = tf.math.sub(tf.constant(places + 1f), width);
    Operand<TFloat32> start =
        tf.math.floor(tf.math.mul(scope.drawEach(purpose + "/start", samples, column), starts));
    float[][] row = new float[1][places];
    for (int place = 0; place < places; place++) {
      row[0][place] = place;
    }
    Operand<TFloat32> place = tf.constant(row);
    return tf.dtypes.cast(
        tf.math.logicalOr(
            tf.math.less(place, start), tf.math.greaterEqual(place, tf.math.add(start, width))),
        TFloat32.class);
  }
}

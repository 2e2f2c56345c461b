package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adds a vector for each position to a sequence, {@code [length, channels]}: what tells attention
 * where a value stands.
 *
 * @param kind where the vectors come from
 * @param initializer of learnt vectors, {@code [length, channels]}
 */
public record PositionalEncoding(Kind kind, Initializer initializer) implements Layer {

  /** Where the vectors come from. */
  public enum Kind {
    /**
     * Vaswani et al. 2017: channel 2i of position p is sin(p / 10000^(2i / channels)), and channel
     * 2i + 1 the cosine of the same.
     */
    SINUSOIDAL,
    /** A weight, trained as any other: Gehring et al. 2017. */
    LEARNT
  }

  private static final double LONGEST = 10_000;

  /** A layer without weights. */
  public static PositionalEncoding sinusoidal() {
    return new PositionalEncoding(Kind.SINUSOIDAL, Embedding.UNIFORM);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.sequence(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return kind == Kind.LEARNT
        ? List.of(Variable.weight("embeddings", InputShapes.sequence(inputs), initializer))
        : List.of();
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    return tf.math.add(
        x,
        kind == Kind.LEARNT
            ? scope.read("embeddings")
            : tf.constant(waves((int) x.shape().get(1), (int) x.shape().get(2))));
  }

  private static float[][] waves(int length, int channels) {
    float[][] waves = new float[length][channels];
    for (int position = 0; position < length; position++) {
      for (int channel = 0; channel < channels; channel++) {
        double angle = position / Math.pow(LONGEST, (channel - channel % 2) / (double) channels);
        waves[position][channel] = (float) (channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return waves;
  }
}

package dev.luthier.optim;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * From r down to alpha r along half a cosine, <a href="https://arxiv.org/abs/1608.03983">Loshchilov
 * &amp; Hutter 2016</a>: {@code r ((1 - alpha) (1 + cos(pi t / decay_steps)) / 2 + alpha)} at step
 * t, with r the optimizer's learning rate. Without restarts it is Keras' CosineDecay, which stays
 * at alpha r after the descent; with restarts it is Keras' CosineDecayRestarts.
 *
 * @param decaySteps of the first descent; empty for all steps of the training
 * @param alpha the lowest rate, as a part of r
 * @param restarts what follows a descent; empty for nothing
 */
public record CosineDecay(Optional<Integer> decaySteps, float alpha, Optional<Restarts> restarts)
    implements Schedule {

  public CosineDecay {
    decaySteps.ifPresent(steps -> Bounds.steps("decay_steps", steps));
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException(
          "alpha must be from 0 to 1, was " + alpha + "; write a number such as 0.01");
    }
  }

  /** One descent over the whole training, down to 0. */
  public static CosineDecay of() {
    return new CosineDecay(Optional.empty(), 0, Optional.empty());
  }

  /**
   * Each descent starts again at a high rate.
   *
   * @param longer Keras' {@code t_mul}: how many times as long as the one before each descent takes
   * @param higher Keras' {@code m_mul}: at how many times the rate of the one before it starts
   */
  public record Restarts(float longer, float higher) {

    public Restarts {
      if (!(longer >= 1) || Float.isInfinite(longer)) {
        throw new IllegalArgumentException(
            "t_mul must be 1 or more, was " + longer + "; write a number such as 2");
      }
      Bounds.positive("m_mul", higher, 1f);
    }

    /** With Keras' defaults: each descent takes twice as long and starts at the same rate. */
    public static Restarts of() {
      return new Restarts(2, 1);
    }
  }

  @Override
  public Operand<TFloat32> rate(
      Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps) {
    long steps = decaySteps.map(Integer::longValue).orElse(totalSteps);
    Operand<TFloat32> descents = Quotient.of(tf, step, steps);
    Operand<TFloat32> cosine =
        restarts
            .map(again -> cosine(tf, descents, again))
            .orElseGet(() -> cosine(tf, tf.math.minimum(descents, tf.constant(1f))));
    Operand<TFloat32> part =
        tf.math.add(tf.math.mul(tf.constant(1 - alpha), cosine), tf.constant(alpha));
    return tf.math.mul(rate, part);
  }

  /** From 1 at 0 to 0 at 1. */
  private static Operand<TFloat32> cosine(Ops tf, Operand<TFloat32> completed) {
    Operand<TFloat32> cosine = tf.math.cos(tf.math.mul(tf.constant((float) Math.PI), completed));
    return tf.math.mul(tf.constant(0.5f), tf.math.add(tf.constant(1f), cosine));
  }

  /** The same, given time in units of the first descent. */
  private static Operand<TFloat32> cosine(Ops tf, Operand<TFloat32> descents, Restarts restarts) {
    Operand<TFloat32> restart;
    Operand<TFloat32> completed;
    if (restarts.longer() == 1) {
      restart = tf.math.floor(descents);
      completed = tf.math.sub(descents, restart);
    } else {
      Operand<TFloat32> one = tf.constant(1f);
      Operand<TFloat32> longer = tf.constant(restarts.longer());
      Operand<TFloat32> oneLessLonger = tf.constant(1 - restarts.longer());
      restart =
          tf.math.floor(
              Quotient.of(
                  tf,
                  tf.math.log(tf.math.sub(one, tf.math.mul(descents, oneLessLonger))),
                  tf.math.log(longer)));
      Operand<TFloat32> length = tf.math.pow(longer, restart);
      Operand<TFloat32> start = Quotient.of(tf, tf.math.sub(one, length), oneLessLonger);
      completed = tf.math.div(tf.math.sub(descents, start), length);
    }
    Operand<TFloat32> cosine = cosine(tf, completed);
    return restarts.higher() == 1
        ? cosine
        : tf.math.mul(tf.math.pow(tf.constant(restarts.higher()), restart), cosine);
  }
}

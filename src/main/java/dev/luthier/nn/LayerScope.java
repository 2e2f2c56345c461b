package dev.luthier.nn;

import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The place in a graph where one layer adds itself. Implemented by the graph's builder. */
public interface LayerScope {

  /** Ops whose names are within the layer's name. */
  Ops tf();

  /** Whether this pass is for training: dropout drops, batch normalization uses the batch. */
  boolean training();

  /** The present value of one of the layer's {@linkplain Layer#variables variables}. */
  Operand<TFloat32> read(String variable);

  /**
   * Gives one of the layer's {@linkplain Variable.Role#STATE state} variables a new value, after
   * everything in this step has read the old one. Only in training.
   */
  void assign(String variable, Operand<TFloat32> value);

  /**
   * A seed for TensorFlow's stateless random ops, int32 of shape [2]: a function of the run's seed,
   * the layer's name, the step and, where a batch is worked on in parts, the part. Only in
   * training.
   */
  Operand<TInt32> seed();

  /** Like {@link #seed()}, for a layer that draws several times: each purpose has its own. */
  Operand<TInt32> seed(String purpose);

  /**
   * Draws numbers for each sample: where a batch is worked on in parts, those that its samples
   * would have in one part. Only in training.
   *
   * @param purpose gives each kind of draw a seed of its own
   * @param samples of this pass, a scalar
   * @param draw of {@code [samples, ...]}
   * @return {@code [samples, ...]}
   */
  <T extends TType> Operand<T> drawEach(
      String purpose, Operand<TInt32> samples, SampleDraw<T> draw);

  /** Adds the drawing of numbers for so many samples, given a seed. */
  @FunctionalInterface
  interface SampleDraw<T extends TType> {
    Operand<T> of(Operand<TInt32> samples, Operand<TInt32> seed);
  }

  /**
   * Which positions of an input are a sample's own and which are padding: 1 and 0, {@code [batch,
   * length]}; empty where nothing is padded.
   *
   * @param input place of the input, from 0
   */
  Optional<Operand<TFloat32>> mask(int input);

  /**
   * Says where the output has padding, of a layer that does not {@linkplain Layer#keepsPositions
   * keep positions}.
   *
   * @param mask 1 and 0, {@code [batch, length]}
   */
  void setMask(Operand<TFloat32> mask);

  /**
   * Reports one of the layer's {@linkplain Layer#figures figures}.
   *
   * @param figure its name
   * @param mean over the batch's samples, a scalar; asked for only where figures are collected
   */
  void report(String figure, Supplier<Operand<TFloat32>> mean);

  /**
   * Adds a scalar to the loss, such as an activity regularization; in training and, as in Keras, in
   * evaluation.
   *
   * @param loss asked for only where a loss is worked out
   */
  void addLoss(Supplier<Operand<TFloat32>> loss);
}

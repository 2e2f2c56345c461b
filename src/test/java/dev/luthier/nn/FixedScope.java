package dev.luthier.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A scope whose variables are given, and which keeps what a layer assigns and adds to the loss. */
public final class FixedScope implements LayerScope {

  private final Ops tf;
  private final boolean training;
  private final int seed;
  private final Map<String, Operand<TFloat32>> variables;
  private final Map<String, Operand<TFloat32>> assigned = new LinkedHashMap<>();
  private final List<Operand<TFloat32>> losses = new ArrayList<>();
  private final Map<Integer, Operand<TFloat32>> masks = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> figures = new LinkedHashMap<>();
  private Optional<Operand<TFloat32>> outputMask = Optional.empty();

  public FixedScope(Ops tf, boolean training, int seed, Map<String, Operand<TFloat32>> variables) {
    this.tf = tf;
    this.training = training;
    this.seed = seed;
    this.variables = Map.copyOf(variables);
  }

  @Override
  public Ops tf() {
    return tf;
  }

  @Override
  public boolean training() {
    return training;
  }

  @Override
  public Operand<TFloat32> read(String variable) {
    if (!variables.containsKey(variable)) {
      throw new AssertionError(variable + " is not declared, only " + variables.keySet());
    }
    return variables.get(variable);
  }

  @Override
  public void assign(String variable, Operand<TFloat32> value) {
    requireTraining();
    assigned.put(variable, value);
  }

  @Override
  public Operand<TInt32> seed() {
    requireTraining();
    return tf.constant(new int[] {seed, 7});
  }

  @Override
  public Operand<TInt32> seed(String purpose) {
    requireTraining();
    return tf.constant(new int[] {seed, purpose.hashCode()});
  }

  @Override
  public <T extends TType> Operand<T> drawEach(
      String purpose, Operand<TInt32> samples, SampleDraw<T> draw) {
    return draw.of(samples, seed(purpose));
  }

  @Override
  public Optional<Operand<TFloat32>> mask(int input) {
    return Optional.ofNullable(masks.get(input));
  }

  @Override
  public void setMask(Operand<TFloat32> mask) {
    outputMask = Optional.of(mask);
  }

  @Override
  public void report(String figure, Supplier<Operand<TFloat32>> mean) {
    figures.put(figure, mean.get());
  }

  /** Gives an input a mask. */
  public FixedScope withMask(int input, Operand<TFloat32> mask) {
    masks.put(input, mask);
    return this;
  }

  /** The mask that the layer gave its output. */
  public Optional<Operand<TFloat32>> outputMask() {
    return outputMask;
  }

  public Map<String, Operand<TFloat32>> figures() {
    return figures;
  }

  @Override
  public void addLoss(Supplier<Operand<TFloat32>> loss) {
    losses.add(loss.get());
  }

  public Map<String, Operand<TFloat32>> assigned() {
    return assigned;
  }

  public List<Operand<TFloat32>> losses() {
    return losses;
  }

  private void requireTraining() {
    if (!training) {
      throw new AssertionError("only in training");
    }
  }
}

package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/**
 * Multi-head attention, Vaswani et al. 2017: {@code [length, channels]} to the same shape. Each
 * head gives softmax(q k / sqrt(key_size)) v, where q, k and v are projections of the input; the
 * heads' outputs together are projected to the query's channels.
 *
 * <p>With one input a sequence attends to itself, with two the first one, the query, attends to the
 * second, from which k and v come. Masked positions of what is attended to get no weight; where all
 * are masked, all get the same. The output has padding where the query has it; Keras works out
 * attention there differently, which nothing after it should see.
 *
 * @param heads number of heads
 * @param keySize length of a head's q, k and v
 * @param dropout share of the attention's weights that a training step drops
 * @param useBias whether projections have biases
 * @param causal whether a position attends to none after it
 * @param kernelInitializer of the kernels: {@code [channels, heads, keySize]} of query, key and
 *     value, {@code [heads, keySize, channels]} of attention_output
 * @param biasInitializer of the biases
 * @param kernelRegularizer of the kernels
 * @param biasRegularizer of the biases
 */
public record Attention(
    int heads,
    int keySize,
    float dropout,
    boolean useBias,
    boolean causal,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> kernelRegularizer,
    Optional<Regularizer> biasRegularizer)
    implements Layer {

  private static final String RATE = "rate";

  /** Added to what gets no weight: its exponential is 0, whatever the sum. */
  private static final float EXCLUDED = -1e9f;

  public Attention {
    Window.positive("heads", heads);
    Window.positive("key_size", keySize);
    Dropout.checkRate("dropout", dropout);
  }

  /** A layer with Keras' defaults. */
  public static Attention of(int heads, int keySize) {
    return new Attention(
        heads,
        keySize,
        0,
        true,
        false,
        VarianceScaling.GLOROT_UNIFORM,
        Initializer.Constant.ZEROS,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.isEmpty()
        || inputs.size() > 2
        || inputs.stream().anyMatch(input -> input.numDimensions() != 2)) {
      throw new IllegalArgumentException(
          "needs one input, or a query and a value, of shape [length, channels], was given "
              + inputs
              + "; put a layer of reshape { shape: [length, channels] } before it");
    }
    return inputs.get(0);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    long query = outputShape(inputs).get(-1);
    long value = inputs.get(inputs.size() - 1).get(-1);
    Shape head = Shape.of(heads, keySize);
    List<Variable> variables = new ArrayList<>();
    add(variables, "query", head.prepend(query), head);
    add(variables, "key", head.prepend(value), head);
    add(variables, "value", head.prepend(value), head);
    add(variables, "attention_output", head.append(query), Shape.of(query));
    if (dropout > 0) {
      variables.add(Variable.rate(RATE, dropout));
    }
    return variables;
  }

  private void add(List<Variable> variables, String part, Shape kernel, Shape bias) {
    variables.add(
        Variable.weight("kernel", kernel, kernelInitializer)
            .withRegularizer(kernelRegularizer)
            .within(part));
    if (useBias) {
      variables.add(
          Variable.weight("bias", bias, biasInitializer)
              .withRegularizer(biasRegularizer)
              .within(part));
    }
  }

  @Override
  public boolean isDeterministic() {
    return dropout == 0;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> query = inputs.get(0);
    Operand<TFloat32> value = inputs.get(inputs.size() - 1);
    scope.mask(0).ifPresent(scope::setMask);

    Operand<TFloat32> factor = tf.constant((float) (1 / Math.sqrt(keySize)));
    Operand<TFloat32> scores =
        tf.train.batchMatMul(
            tf.math.mul(heads(scope, "query", query), factor),
            heads(scope, "key", value),
            TFloat32.class,
            BatchMatMul.adjY(true));
    // What is excluded is beyond float16.
    Ops exact = scope.exact();
    Optional<Operand<TFloat32>> mask = scope.mask(inputs.size() - 1);
    if (mask.isPresent()) {
      Operand<TFloat32> row =
          tf.expandDims(tf.expandDims(mask.get(), tf.constant(1)), tf.constant(1));
      scores = exact.math.add(scores, excluded(exact, row));
    }
    if (causal) {
      scores = exact.math.add(scores, excluded(exact, tf.constant(lowerTriangle(scores.shape()))));
    }
    Operand<TFloat32> weights = exact.nn.softmax(scores);
    if (dropout > 0 && scope.training()) {
      weights = Dropout.drop(scope, weights, tf.shape(weights));
    }
    Operand<TFloat32> attended =
        tf.train.batchMatMul(weights, heads(scope, "value", value), TFloat32.class);
    return output(scope, attended, Samples.shape(query));
  }

  /**
   * A projection, split into heads: {@code [batch, length, channels]} to {@code [batch, heads,
   * length, keySize]}.
   */
  private Operand<TFloat32> heads(LayerScope scope, String part, Operand<TFloat32> x) {
    LayerScope inner = new NamedScope(scope, part);
    Ops tf = inner.tf();
    long columns = (long) heads * keySize;
    Operand<TFloat32> kernel =
        tf.reshape(inner.read("kernel"), tf.constant(Shape.of(x.shape().get(-1), columns)));
    Operand<TFloat32> rows = tf.linalg.matMul(Samples.rows(tf, x), kernel);
    if (useBias) {
      rows = tf.nn.biasAdd(rows, tf.reshape(inner.read("bias"), tf.constant(Shape.of(columns))));
    }
    return swapped(tf, Samples.reshape(tf, rows, Shape.of(x.shape().get(1), heads, keySize)));
  }

  private Operand<TFloat32> output(LayerScope scope, Operand<TFloat32> attended, Shape output) {
    LayerScope inner = new NamedScope(scope, "attention_output");
    Ops tf = inner.tf();
    Shape kernel = Shape.of((long) heads * keySize, output.get(-1));
    Operand<TFloat32> together = Samples.reshape(tf, swapped(tf, attended), kernel.take(1));
    Operand<TFloat32> rows =
        tf.linalg.matMul(together, tf.reshape(inner.read("kernel"), tf.constant(kernel)));
    return Samples.reshape(tf, useBias ? tf.nn.biasAdd(rows, inner.read("bias")) : rows, output);
  }

  /** Heads before positions, or back. */
  private static Operand<TFloat32> swapped(Ops tf, Operand<TFloat32> x) {
    return tf.linalg.transpose(x, tf.constant(new int[] {0, 2, 1, 3}));
  }

  /** A large negative number where {@code kept} is 0, else 0. */
  private static Operand<TFloat32> excluded(Ops tf, Operand<TFloat32> kept) {
    return tf.math.mul(tf.math.sub(tf.constant(1f), kept), tf.constant(EXCLUDED));
  }

  private static float[][] lowerTriangle(Shape scores) {
    float[][] kept = new float[(int) scores.get(-2)][(int) scores.get(-1)];
    for (int query = 0; query < kept.length; query++) {
      for (int key = 0; key <= query && key < kept[query].length; key++) {
        kept[query][key] = 1;
      }
    }
    return kept;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    Shape query = outputShape(inputs);
    Shape value = inputs.get(inputs.size() - 1);
    long columns = (long) heads * keySize;
    long projections = 2 * (query.size() + value.size()) * columns;
    return projections + 2 * query.get(0) * value.get(0) * columns;
  }
}

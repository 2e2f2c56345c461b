package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One block of a transformer's encoder, Vaswani et al. 2017: {@code [length, channels]} to the same
 * shape. Self attention and then a feed-forward network of two dense layers, each within a shortcut
 * with layer normalization.
 *
 * <p>With the normalization after the sum, as in the paper: x = norm(x + attention(x)), then norm(x
 * + feed_forward(x)). With it first (Xiong et al. 2020): x = x + attention(norm(x)), then x +
 * feed_forward(norm(x)), which trains without a warm-up and wants a layer normalization after the
 * last block.
 *
 * @param heads of the attention, which divide the channels evenly
 * @param feedForward units of the first dense layer; the second one has the input's channels
 * @param dropout of the attention's weights, and of what attention and the feed-forward network add
 * @param activation of the first dense layer
 * @param normFirst whether normalization comes before attention and feed-forward network
 * @param epsilon of the normalizations
 * @param kernelInitializer of all kernels
 * @param kernelRegularizer of all kernels
 */
public record TransformerEncoder(
    int heads,
    int feedForward,
    float dropout,
    Activation activation,
    boolean normFirst,
    float epsilon,
    Initializer kernelInitializer,
    Optional<Regularizer> kernelRegularizer)
    implements Layer {

  private static final String ATTENTION = "attention";
  private static final String ATTENTION_DROPOUT = "attention_dropout";
  private static final String ATTENTION_NORMALIZATION = "attention_normalization";
  private static final String EXPANSION = "expansion";
  private static final String CONTRACTION = "contraction";
  private static final String FEED_FORWARD_DROPOUT = "feed_forward_dropout";
  private static final String FEED_FORWARD_NORMALIZATION = "feed_forward_normalization";

  public TransformerEncoder {
    Window.positive("heads", heads);
    Window.positive("feed_forward", feedForward);
    Dropout.checkRate("dropout", dropout);
    LayerNormalization.checkEpsilon(epsilon);
  }

  /** A block as in the paper, without dropout. */
  public static TransformerEncoder of(int heads, int feedForward) {
    return new TransformerEncoder(
        heads,
        feedForward,
        0,
        Activation.RELU,
        false,
        0.00001f,
        VarianceScaling.GLOROT_UNIFORM,
        Optional.empty());
  }

  /** A layer within this one, under a name of its own. */
  private record Part(String name, Layer layer) {

    Operand<TFloat32> apply(LayerScope scope, Operand<TFloat32> x) {
      return layer.apply(new NamedScope(scope, name), List.of(x));
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.sequence(inputs);
    if (input.get(-1) % heads != 0) {
      throw new IllegalArgumentException(
          "needs channels that are a multiple of heads, was given "
              + input
              + " for "
              + heads
              + " heads; write heads: 1, or put a layer of dense before it");
    }
    return input;
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape input = outputShape(inputs);
    List<Variable> variables = new ArrayList<>();
    add(variables, attention(input), input);
    add(variables, normalization(ATTENTION_NORMALIZATION), input);
    add(variables, expansion(), input);
    add(variables, contraction(input), Shape.of(input.get(0), feedForward));
    add(variables, normalization(FEED_FORWARD_NORMALIZATION), input);
    if (dropout > 0) {
      add(variables, dropout(ATTENTION_DROPOUT), input);
      add(variables, dropout(FEED_FORWARD_DROPOUT), input);
    }
    return variables;
  }

  private static void add(List<Variable> variables, Part part, Shape input) {
    part.layer()
        .variables(List.of(input))
        .forEach(variable -> variables.add(variable.within(part.name())));
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public boolean isDeterministic() {
    return dropout == 0;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Shape sample = Samples.shape(x);
    Part first = normalization(ATTENTION_NORMALIZATION);
    Part second = normalization(FEED_FORWARD_NORMALIZATION);
    if (normFirst) {
      Operand<TFloat32> sum = tf.math.add(x, attended(scope, first.apply(scope, x), sample));
      return tf.math.add(sum, fedForward(scope, second.apply(scope, sum), sample));
    }
    Operand<TFloat32> sum = first.apply(scope, tf.math.add(x, attended(scope, x, sample)));
    return second.apply(scope, tf.math.add(sum, fedForward(scope, sum, sample)));
  }

  private Operand<TFloat32> attended(LayerScope scope, Operand<TFloat32> x, Shape sample) {
    return dropped(scope, ATTENTION_DROPOUT, attention(sample).apply(scope, x));
  }

  private Operand<TFloat32> fedForward(LayerScope scope, Operand<TFloat32> x, Shape sample) {
    Operand<TFloat32> hidden = expansion().apply(scope, x);
    return dropped(scope, FEED_FORWARD_DROPOUT, contraction(sample).apply(scope, hidden));
  }

  private Operand<TFloat32> dropped(LayerScope scope, String name, Operand<TFloat32> x) {
    return dropout > 0 ? dropout(name).apply(scope, x) : x;
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    Shape input = outputShape(inputs);
    return attention(input).layer().multiplyAdds(inputs) + 2 * input.size() * feedForward;
  }

  private Part attention(Shape input) {
    return new Part(
        ATTENTION,
        new Attention(
            heads,
            (int) (input.get(-1) / heads),
            dropout,
            true,
            false,
            kernelInitializer,
            Initializer.Constant.ZEROS,
            kernelRegularizer,
            Optional.empty()));
  }

  private Part normalization(String name) {
    return new Part(name, new LayerNormalization(epsilon, true, true));
  }

  private Part dropout(String name) {
    return new Part(name, new Dropout(dropout));
  }

  private Part expansion() {
    return new Part(EXPANSION, dense(feedForward, activation));
  }

  private Part contraction(Shape input) {
    return new Part(CONTRACTION, dense((int) input.get(-1), Activation.LINEAR));
  }

  private Dense dense(int units, Activation function) {
    return new Dense(
        units,
        function,
        true,
        kernelInitializer,
        Initializer.Constant.ZEROS,
        kernelRegularizer,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}

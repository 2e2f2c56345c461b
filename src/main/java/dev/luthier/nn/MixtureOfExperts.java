package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A sparsely gated mixture of experts, Shazeer et al. 2017: y = sum of w_i expert_i(x), where only
 * the {@code topK} experts to which softmax(x router) gives most have a weight; {@code [..., n]} to
 * {@code [..., units]}, every position by itself.
 *
 * <p>An expert is activation(x W_i + b_i), or with a hidden layer activation(x V_i + c_i) W_i +
 * b_i. The weights of the chosen experts are their probabilities divided by their sum; a single
 * expert keeps its probability, as in Switch (Fedus et al. 2021), because the router would get no
 * gradient from a weight that is always 1. There is no noise in the router, and no capacity:
 * nothing is dropped. All experts are worked out for every sample, so that a small {@code topK}
 * saves no time here.
 *
 * <p>Adds Switch's load balancing to the loss: loadBalancing * experts * sum of f_i P_i, where f_i
 * is expert i's share of the choices and P_i its mean probability; it is loadBalancing where all
 * experts are used alike.
 *
 * <p>Reports {@code load_0}, {@code load_1}, …: each expert's share of the weights, 1 / experts
 * where it is fair.
 *
 * @param experts how many there are
 * @param units size of the last dimension of the output
 * @param hidden units of an expert's hidden layer, where it has one
 * @param topK experts for a sample, at most {@code experts}
 * @param activation of the hidden layer where there is one, else of the output
 * @param loadBalancing strength of the load balancing, at least 0
 * @param kernelRegularizer of the experts' kernels
 */
public record MixtureOfExperts(
    int experts,
    int units,
    Optional<Integer> hidden,
    int topK,
    Activation activation,
    float loadBalancing,
    Optional<Regularizer> kernelRegularizer)
    implements Layer {

  public static final int DEFAULT_TOP_K = 2;

  /** Each has a figure of its own. */
  private static final int MOST_EXPERTS = 4096;

  public static final float DEFAULT_LOAD_BALANCING = 0.01f;

  public MixtureOfExperts {
    if (experts < 2 || experts > MOST_EXPERTS) {
      throw new IllegalArgumentException(
          "experts must be 2 or more, up to "
              + MOST_EXPERTS
              + ", was "
              + experts
              + "; write a whole number such as 4");
    }
    Window.positive("units", units);
    hidden.ifPresent(number -> Window.positive("hidden", number));
    if (topK < 1 || topK > experts) {
      throw new IllegalArgumentException(
          "top_k must be from 1 to experts, was "
              + topK
              + " of "
              + experts
              + "; write a number such as 1");
    }
    SampleGate.checkCost("load_balancing", loadBalancing);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.vectors(inputs);
    return input.take(input.numDimensions() - 1).append(units);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    long size = InputShapes.vectors(inputs).get(-1);
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("router", Shape.of(size, experts), VarianceScaling.GLOROT_UNIFORM));
    if (hidden.isPresent()) {
      variables.add(kernel("hidden_kernel", size, hidden.get()));
      variables.add(bias("hidden_bias", hidden.get()));
    }
    variables.add(kernel("kernel", hidden.map(Integer::longValue).orElse(size), units));
    variables.add(bias("bias", units));
    variables.add(Variable.rate("load_balancing", loadBalancing));
    return variables;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  /** The balance is one of the whole batch. */
  @Override
  public boolean isDeterministic() {
    return loadBalancing == 0;
  }

  @Override
  public List<String> figures(List<Shape> inputs) {
    return IntStream.range(0, experts).mapToObj(MixtureOfExperts::load).toList();
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> rows = Samples.rows(tf, x);
    // As in Switch, since small differences decide who is chosen.
    Ops exact = scope.exact();
    Operand<TFloat32> probabilities =
        exact.nn.softmax(exact.linalg.matMul(rows, scope.read("router")));
    Operand<TFloat32> chosen = chosen(tf, probabilities);
    Operand<TFloat32> kept = tf.math.mul(probabilities, chosen);
    Operand<TFloat32> shares =
        tf.math.div(kept, tf.reduceSum(kept, tf.constant(1), ReduceSum.keepDims(true)));
    report(scope, shares);
    scope.addLoss(() -> imbalance(scope, chosen, probabilities));

    Operand<TFloat32> outputs = outputs(scope, rows);
    Operand<TFloat32> mixed = einsum(tf, "reu,re->ru", outputs, topK == 1 ? kept : shares);
    return Samples.reshape(tf, mixed, outputShape(List.of(Samples.shape(x))));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    Shape input = InputShapes.vectors(inputs);
    long size = input.get(-1);
    long expert = hidden.map(width -> width * (size + units)).orElse(size * units);
    return input.size() / size * experts * (size + expert);
  }

  private Variable kernel(String name, long in, long out) {
    return Variable.weight(
            name, Shape.of(experts, in, out), VarianceScaling.GLOROT_UNIFORM.stacked(experts))
        .withRegularizer(kernelRegularizer);
  }

  private Variable bias(String name, long size) {
    return Variable.weight(name, Shape.of(experts, size), Initializer.Constant.ZEROS);
  }

  /** 1 for the experts that a row goes to and 0 for the others; of equals, the first ones. */
  private Operand<TFloat32> chosen(Ops tf, Operand<TFloat32> probabilities) {
    Operand<TInt32> places =
        tf.nn.topK(tf.stopGradient(probabilities), tf.constant(topK), TInt32.class).indices();
    Operand<TFloat32> each =
        tf.oneHot(places, tf.constant(experts), tf.constant(1f), tf.constant(0f));
    return tf.reduceSum(each, tf.constant(1));
  }

  /** Of all experts, {@code [rows, experts, units]}. */
  private Operand<TFloat32> outputs(LayerScope scope, Operand<TFloat32> rows) {
    Ops tf = scope.tf();
    String first = hidden.isPresent() ? "hidden_" : "";
    Operand<TFloat32> product = einsum(tf, "rn,enu->reu", rows, scope.read(first + "kernel"));
    Operand<TFloat32> active =
        activation.apply(tf, tf.math.add(product, scope.read(first + "bias")));
    return hidden.isEmpty()
        ? active
        : tf.math.add(einsum(tf, "reh,ehu->reu", active, scope.read("kernel")), scope.read("bias"));
  }

  private void report(LayerScope scope, Operand<TFloat32> shares) {
    Ops tf = scope.tf();
    for (int i = 0; i < experts; i++) {
      Operand<TInt32> expert = tf.constant(i);
      scope.report(load(i), () -> tf.gather(rowMean(scope, shares), expert, tf.constant(0)));
    }
  }

  private Operand<TFloat32> imbalance(
      LayerScope scope, Operand<TFloat32> chosen, Operand<TFloat32> probabilities) {
    Ops tf = scope.tf();
    Operand<TFloat32> product = tf.math.mul(rowMean(scope, chosen), rowMean(scope, probabilities));
    Operand<TFloat32> sum = tf.reduceSum(product, tf.constant(0));
    return tf.math.mul(
        tf.math.mul(sum, tf.constant((float) experts / topK)), scope.read("load_balancing"));
  }

  /** The mean over all rows but padding: {@code [rows, experts]} to {@code [experts]}. */
  private static Operand<TFloat32> rowMean(LayerScope scope, Operand<TFloat32> values) {
    Ops tf = scope.tf();
    Optional<Operand<TFloat32>> mask = scope.mask(0);
    if (mask.isEmpty()) {
      return tf.math.mean(values, tf.constant(0));
    }
    Operand<TFloat32> own = tf.reshape(mask.get(), tf.constant(new int[] {-1, 1}));
    return tf.math.div(
        tf.reduceSum(tf.math.mul(values, own), tf.constant(0)),
        tf.math.maximum(tf.reduceSum(own, tf.constant(0)), tf.constant(1f)));
  }

  private static Operand<TFloat32> einsum(
      Ops tf, String equation, Operand<TFloat32> left, Operand<TFloat32> right) {
    return tf.linalg.einsum(List.of(left, right), equation);
  }

  private static String load(int expert) {
    return "load_" + expert;
  }
}

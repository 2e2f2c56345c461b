package dev.luthier.graph;

import dev.luthier.optim.Lbfgs;
import dev.luthier.optim.LbfgsSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * One step of {@link Lbfgs} as ops: loss and gradient of all samples at a trial's weights, and what
 * becomes of the weights. The weights' variables hold accepted weights only, so that figures and
 * checkpoints of any moment are of those.
 *
 * <p>All weights stand in one float64 column. The samples' losses are added up in float64 and the
 * weights' penalties are computed in it, since a line search looks at small differences.
 */
final class FullBatchStep {

  private static final String PREFIX = "optimizer/lbfgs/";
  static final String OBJECTIVE = PREFIX + Lbfgs.State.OBJECTIVE;

  /** Loss at the accepted weights after each step, the sum over all samples. */
  static final String LOSSES = "training/losses";

  private static final String FINISHED = PREFIX + Lbfgs.State.FINISHED;

  private final TrialSpec spec;
  private final VariableTable table;
  private final SampleStore store;
  private final Lbfgs lbfgs;
  private final List<NetworkVariables.Weight> weights;

  FullBatchStep(TrialSpec spec, VariableTable table, SampleStore store) {
    this.spec = spec;
    this.table = table;
    this.store = store;
    this.lbfgs = (Lbfgs) spec.optimization().optimizer();
    this.weights = NetworkVariables.weights(spec.network());
  }

  /** Enters what is kept between steps. */
  void enter() {
    long size = weights.stream().mapToLong(weight -> weight.variable().shape().size()).sum();
    for (Lbfgs.State state : lbfgs.states(size)) {
      table.add(
          new GraphVariable(
              PREFIX + state.name(),
              TFloat64.class,
              state.shape(),
              GraphVariable.Role.OPTIMIZER,
              new GraphVariable.InitialValue.Fixed(
                  tf ->
                      tf.fill(
                          tf.constant(state.shape().asArray()),
                          tf.constant(state.initialValue())))));
    }
    table.addZeros(
        LOSSES, TFloat32.class, Shape.of(spec.stepsPerEpoch()), GraphVariable.Role.TOTAL);
  }

  /** Whether the search is over, as the variables say. */
  static Operand<TBool> finished(Ops tf, Handles handles) {
    return tf.math.greater(handles.read(FINISHED, TFloat64.class), tf.constant(0.0));
  }

  /** Adds a step to a function. */
  StepLoop.Done add(FunctionBody body, StepLoop.Step loop) {
    NameScopes scopes = new NameScopes(body.tf());
    Handles handles = new Handles(scopes, table);
    Ops tf = scopes.at("search");
    Map<String, Operand<TFloat64>> state = new LinkedHashMap<>();
    for (Lbfgs.State kept : lbfgs.states(1)) {
      state.put(kept.name(), handles.read(PREFIX + kept.name(), TFloat64.class));
    }
    List<Operand<TFloat32>> before =
        weights.stream().map(weight -> handles.read(weight.name())).toList();
    Optional<Operand<TFloat64>> l1 = strengths(tf, handles, NetworkVariables.L1);
    LbfgsSearch search =
        new LbfgsSearch(
            tf,
            lbfgs,
            state,
            tf.dtypes.cast(column(tf, before), TFloat64.class),
            l1.orElse(tf.constant(0.0)),
            l1.isPresent());
    Map<String, Operand<TFloat32>> trial = pieces(tf, search.trial());

    Evaluated evaluated = evaluate(body, loop, scopes, handles, trial);
    Operand<TFloat64> point = tf.dtypes.cast(search.trial(), TFloat64.class);
    Operand<TFloat64> objective = evaluated.loss();
    Operand<TFloat64> gradient = tf.dtypes.cast(column(tf, evaluated.gradients()), TFloat64.class);
    Optional<Operand<TFloat64>> l2 = strengths(tf, handles, NetworkVariables.L2);
    if (l1.isPresent()) {
      objective = tf.math.add(objective, sum(tf, tf.math.mul(l1.get(), tf.math.abs(point))));
    }
    if (l2.isPresent()) {
      Operand<TFloat64> product = tf.math.mul(l2.get(), point);
      objective = tf.math.add(objective, sum(tf, tf.math.mul(product, point)));
      gradient = tf.math.add(gradient, tf.math.mul(tf.constant(2.0), product));
    }

    LbfgsSearch.Decision decision = search.decide(objective, gradient);
    List<Op> done = new ArrayList<>();
    decision
        .state()
        .forEach((name, value) -> done.add(tf.assignVariableOp(handles.get(PREFIX + name), value)));
    Operand<TFloat64> sum =
        tf.math.mul(
            decision.state().get(Lbfgs.State.OBJECTIVE),
            tf.constant((double) spec.trainingSamples()));
    done.add(
        tf.resourceScatterUpdate(
            handles.get(LOSSES), loop.batch(), tf.dtypes.cast(sum, TFloat32.class)));
    for (int i = 0; i < weights.size(); i++) {
      String name = weights.get(i).name();
      Operand<TFloat32> value = tf.select(decision.accepted(), trial.get(name), before.get(i));
      done.add(tf.assignVariableOp(handles.get(name), value));
    }
    done.add(
        tf.withControlDependencies(List.of(evaluated.step()))
            .assignAddVariableOp(handles.get(TrainingStep.STEP), tf.constant(1L)));
    Operand<TBool> finished =
        tf.math.greater(decision.state().get(Lbfgs.State.FINISHED), tf.constant(0.0));
    return new StepLoop.Done(done, Optional.of(finished));
  }

  /** Mean loss without penalties of weights, and its gradients. */
  private record Evaluated(
      Operand<TFloat64> loss, List<Operand<TFloat32>> gradients, Operand<TInt64> step) {}

  private Evaluated evaluate(
      FunctionBody body,
      StepLoop.Step loop,
      NameScopes scopes,
      Handles handles,
      Map<String, Operand<TFloat32>> trial) {
    Ops data = scopes.at("data");
    SampleStore.Batch batch = store.batch(data, handles, loop.order(), loop.streamed());
    Operand<TInt64> step = handles.read(TrainingStep.STEP, TInt64.class);
    ForwardPass pass =
        ForwardPass.trial(
            scopes,
            spec.network(),
            handles,
            batch.inputs().of(data, spec.network()),
            TrainingStep.seed(
                scopes.at("random"), handles.read(TrainingStep.SEED, TInt32.class), step),
            trial);
    Ops tf = scopes.at("loss");
    Operand<TFloat32> each = SampleLosses.trained(tf, spec.network(), pass, batch);
    Optional<Operand<TFloat32>> layers = pass.losses().stream().reduce(tf.math::add);
    Operand<TFloat64> exact = tf.math.mean(tf.dtypes.cast(each, TFloat64.class), tf.constant(0));
    if (layers.isPresent()) {
      exact = tf.math.add(exact, tf.dtypes.cast(layers.get(), TFloat64.class));
    }
    List<Operand<TFloat32>> gradients =
        new BatchLoss(each, layers, Optional.empty())
            .gradients(body.graph(), tf, "gradients", pass, weights, Optional.empty());
    return new Evaluated(exact, gradients, step);
  }

  /** The strength of a penalty for each weight, {@code [weights, 1]}; empty where none has it. */
  private Optional<Operand<TFloat64>> strengths(Ops tf, Handles handles, String suffix) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    boolean any = false;
    for (NetworkVariables.Weight weight : weights) {
      boolean present = table.contains(weight.name() + suffix);
      any |= present;
      parts.add(
          tf.fill(
              tf.constant(new long[] {weight.variable().shape().size(), 1}),
              present ? handles.read(weight.name() + suffix) : tf.constant(0f)));
    }
    return any ? Optional.of(tf.dtypes.cast(joined(tf, parts), TFloat64.class)) : Optional.empty();
  }

  private Operand<TFloat32> column(Ops tf, List<Operand<TFloat32>> values) {
    List<Operand<TFloat32>> flat = new ArrayList<>();
    for (Operand<TFloat32> value : values) {
      flat.add(tf.reshape(value, tf.constant(new int[] {-1, 1})));
    }
    return joined(tf, flat);
  }

  private static Operand<TFloat32> joined(Ops tf, List<Operand<TFloat32>> columns) {
    return columns.size() == 1 ? columns.get(0) : tf.concat(columns, tf.constant(0));
  }

  private Map<String, Operand<TFloat32>> pieces(Ops tf, Operand<TFloat32> column) {
    Map<String, Operand<TFloat32>> pieces = new LinkedHashMap<>();
    int start = 0;
    for (NetworkVariables.Weight weight : weights) {
      Shape shape = weight.variable().shape();
      int size = Math.toIntExact(shape.size());
      Operand<TFloat32> flat =
          tf.slice(column, tf.constant(new int[] {start, 0}), tf.constant(new int[] {size, 1}));
      pieces.put(weight.name(), tf.reshape(flat, tf.constant(shape.asArray())));
      start += size;
    }
    return pieces;
  }

  private static Operand<TFloat64> sum(Ops tf, Operand<TFloat64> value) {
    return tf.reduceSum(value, tf.constant(new int[] {0, 1}));
  }
}

package dev.luthier.graph;

import dev.luthier.nn.Loss;
import dev.luthier.nn.MaxNorm;
import dev.luthier.optim.Clipping;
import dev.luthier.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** One step of training as ops: a batch, its loss, the gradients, and what the optimizer does. */
final class TrainingStep {

  static final String STEP = "optimizer/step";
  static final String LEARNING_RATE = "optimizer/learning_rate";
  static final String SEED = "optimizer/seed";

  private final TrialSpec spec;
  private final List<String> devices;
  private final VariableTable table;
  private final SampleStore store;
  private final Totals totals;

  /**
   * A step of a trial.
   *
   * @param devices that each batch is divided among, by TensorFlow's names; empty where TensorFlow
   *     chooses the one
   */
  TrainingStep(
      TrialSpec spec, List<String> devices, VariableTable table, SampleStore store, Totals totals) {
    this.spec = spec;
    this.devices = devices;
    this.table = table;
    this.store = store;
    this.totals = totals;
  }

  /** Enters what the optimizer keeps. */
  static void enter(VariableTable table, TrialSpec spec) {
    table.addZeros(STEP, TInt64.class, Shape.scalar(), GraphVariable.Role.OPTIMIZER);
    Optimizer optimizer = spec.optimization().optimizer();
    LossScale.enter(table, spec.precision());
    table.addScalar(LEARNING_RATE, optimizer.learningRate(), GraphVariable.Role.OPTIMIZER);
    table.add(
        new GraphVariable(
            SEED,
            TInt32.class,
            Shape.scalar(),
            GraphVariable.Role.OPTIMIZER,
            new GraphVariable.InitialValue.Drawn(
                Seeds.derive(spec.seed(), "steps"),
                (tf, seed) -> tf.gather(seed, tf.constant(1), tf.constant(0)))));
    for (NetworkVariables.Weight weight : NetworkVariables.weights(spec.network())) {
      if (!spec.isFullBatch() && table.contains(weight.name() + NetworkVariables.L2)) {
        table.addZeros(
            gradientName(weight.name()),
            TFloat32.class,
            weight.variable().shape(),
            GraphVariable.Role.SCRATCH);
      }
      for (Optimizer.Slot slot : optimizer.slots()) {
        table.add(
            new GraphVariable(
                slotName(weight, slot),
                TFloat32.class,
                weight.variable().shape(),
                GraphVariable.Role.OPTIMIZER,
                new GraphVariable.InitialValue.Fixed(
                    tf ->
                        tf.fill(
                            tf.constant(weight.variable().shape().asArray()),
                            tf.constant(slot.initialValue())))));
      }
    }
  }

  /** Adds a step to a function. */
  StepLoop.Done add(FunctionBody body, StepLoop.Step loop) {
    NameScopes scopes = new NameScopes(body.tf());
    Handles handles = new Handles(scopes, table);
    Ops data = scopes.at("data");
    BatchRows rows =
        loop.seed().isPresent()
            ? BatchRows.full(data, loop, spec.batchSize())
            : BatchRows.of(data, loop, spec.batchSize());
    Operand<TInt64> step = handles.read(STEP, TInt64.class);
    Operand<TInt32> seed =
        seed(
            scopes.at("random"),
            loop.seed().orElseGet(() -> handles.read(SEED, TInt32.class)),
            step);
    BatchGradients batch =
        BatchParts.areWanted(spec, devices)
            ? new BatchParts(spec, devices, table, store, totals)
                .add(body, scopes, handles, rows, loop.streamed(), seed)
            : whole(body, scopes, handles, rows, loop.streamed(), seed);
    List<Op> done = new ArrayList<>(batch.done());
    Ops optimizer = scopes.at("optimizer");
    Ops afterLoss = optimizer.withControlDependencies(batch.before());
    Operand<TInt64> one = optimizer.constant(1L);
    Optional<LossScale> scale = LossScale.of(handles);
    if (scale.isPresent()) {
      List<Operand<TFloat32>> unscaled = scale.get().unscaled(optimizer, batch.gradients());
      Operand<TBool> finite = LossScale.areFinite(optimizer, unscaled);
      Op updated = updateIf(finite, body, afterLoss, handles, unscaled);
      done.add(updated);
      done.addAll(scale.get().adapt(optimizer, handles, finite));
      // The branch reads the step too.
      one = optimizer.withControlDependencies(List.of(updated)).dtypes.cast(finite, TInt64.class);
    } else {
      done.addAll(update(afterLoss, handles, batch.read(), batch.gradients(), step));
    }
    done.add(
        optimizer
            .withControlDependencies(List.of(step))
            .assignAddVariableOp(handles.get(STEP), one));
    return StepLoop.Done.of(done);
  }

  /** Of a step: the run's and the step's number. */
  static Operand<TInt32> seed(Ops tf, Operand<TInt32> run, Operand<TInt64> step) {
    return tf.stack(List.of(run, tf.dtypes.cast(step, TInt32.class)));
  }

  /** The gradients of a batch in one piece. */
  private BatchGradients whole(
      FunctionBody body,
      NameScopes scopes,
      Handles handles,
      BatchRows rows,
      Optional<Operand<?>> streamed,
      Operand<TInt32> seed) {
    SampleStore.Batch batch = store.batch(scopes.at("data"), handles, rows.rows(), streamed);
    TrainingPass trained =
        TrainingPass.add(
            spec, body, scopes, handles, TrainingPass.Samples.whole(batch), seed, rows.start());
    List<Op> done = new ArrayList<>();
    done.addAll(
        totals.add(
            scopes.at("metrics"),
            handles,
            rows,
            trained.pass(),
            trained.loss(),
            trained.predictions()));
    done.addAll(trained.pass().assignStates());
    // The loss has read every weight by then, so the optimizer may change them in place.
    return new BatchGradients(
        trained.loss(), trained.gradients(), trained.pass()::read, List.of(trained.loss()), done);
  }

  /** The learning rate of a step, given the one that the schedule starts from. */
  Operand<TFloat32> learningRate(Ops tf, Operand<TFloat32> initial, Operand<TInt64> step) {
    return spec.optimization()
        .schedule()
        .rate(tf, initial, step, (long) spec.epochs() * spec.stepsPerEpoch());
  }

  /** What a loss makes of an output: probabilities of the classes, or the values as they are. */
  static Operand<TFloat32> predictions(Ops tf, Loss loss, Operand<TFloat32> output) {
    return loss instanceof Loss.Classification classification
        ? classification.probabilities(tf, output)
        : output;
  }

  /** What ranks the classes as the predictions do. */
  static Operand<TFloat32> ranking(Ops tf, Loss loss, Operand<TFloat32> output) {
    return loss instanceof Loss.Classification classification
        ? classification.ranking(tf, output)
        : output;
  }

  /** Changes weights and what the optimizer keeps, unless a gradient is not finite. */
  private Op updateIf(
      Operand<TBool> finite,
      FunctionBody body,
      Ops tf,
      Handles handles,
      List<Operand<TFloat32>> gradients) {
    return ConditionalStep.add(
        body,
        tf,
        handles,
        body.name() + "_update",
        finite,
        gradients,
        (branch, given) -> {
          NameScopes scopes = new NameScopes(branch.tf());
          Handles inBranch = new Handles(scopes, table);
          Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
          NetworkVariables.weights(spec.network())
              .forEach(weight -> values.put(weight.name(), inBranch.read(weight.name())));
          Operand<TInt64> step = inBranch.read(STEP, TInt64.class);
          return update(
              scopes.at("optimizer").withControlDependencies(List.copyOf(values.values())),
              inBranch,
              values::get,
              given,
              step);
        });
  }

  private List<Op> update(
      Ops tf,
      Handles handles,
      Function<String, Operand<TFloat32>> values,
      List<Operand<TFloat32>> gradients,
      Operand<TInt64> step) {
    List<NetworkVariables.Weight> weights = NetworkVariables.weights(spec.network());
    Optimizer optimizer = spec.optimization().optimizer();
    List<Operand<TFloat32>> whole = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      whole.add(withSquares(tf, handles, weights.get(i).name(), values, gradients.get(i)));
    }
    Optional<Clipping> clipping = spec.optimization().clipping();
    List<Operand<TFloat32>> clipped = clipping.isPresent() ? clipping.get().clip(tf, whole) : whole;
    Operand<TFloat32> rate = learningRate(tf, handles.read(LEARNING_RATE), step);
    List<Optimizer.Update> updates = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      NetworkVariables.Weight weight = weights.get(i);
      Map<String, Operand<? extends TType>> slots = new LinkedHashMap<>();
      for (Optimizer.Slot slot : optimizer.slots()) {
        slots.put(slot.name(), handles.get(slotName(weight, slot)));
      }
      updates.add(
          new Optimizer.Update(
              handles.get(weight.name()), values.apply(weight.name()), clipped.get(i), slots));
    }
    List<Op> ops = optimizer.apply(tf, rate, step, updates);
    List<Op> all = new ArrayList<>(ops);
    Ops after = tf.withControlDependencies(ops);
    for (NetworkVariables.Weight weight : weights) {
      Optional<MaxNorm> constraint = weight.variable().constraint();
      if (constraint.isPresent()) {
        Operand<? extends TType> handle = handles.get(weight.name());
        Operand<TFloat32> updated = after.readVariableOp(handle, TFloat32.class);
        all.add(tf.assignVariableOp(handle, constraint.get().apply(tf, updated)));
      }
    }
    return all;
  }

  /**
   * A gradient with that of the l2 penalty, 2 l2 w. It is added in place, in a variable: one pass
   * over the weight where a product and a sum would be two.
   */
  private static Operand<TFloat32> withSquares(
      Ops tf,
      Handles handles,
      String weight,
      Function<String, Operand<TFloat32>> values,
      Operand<TFloat32> gradient) {
    if (!handles.contains(weight + NetworkVariables.L2)) {
      return gradient;
    }
    Operand<? extends TType> sum = handles.get(gradientName(weight));
    Operand<TFloat32> factor =
        tf.math.mul(tf.constant(-2f), handles.read(weight + NetworkVariables.L2));
    Op begun = tf.assignVariableOp(sum, gradient);
    Op added =
        tf.withControlDependencies(List.of(begun))
            .train
            .resourceApplyGradientDescent(sum, factor, values.apply(weight));
    return tf.withControlDependencies(List.of(added)).readVariableOp(sum, TFloat32.class);
  }

  private static String gradientName(String weight) {
    return "optimizer/" + weight + "/gradient";
  }

  private static String slotName(NetworkVariables.Weight weight, Optimizer.Slot slot) {
    return "optimizer/" + weight.name() + "/" + slot.name();
  }
}

package dev.luthier.graph;

import dev.luthier.data.Dataset;
import dev.luthier.nn.Network;
import dev.luthier.nn.Statistic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The graph of a trial: its variables, an evaluation loop, with or without what training needs, and
 * the ops that set, save and restore values. It is built once and run by a {@link TrialSession}.
 */
final class TrialGraph implements AutoCloseable {

  /** Samples a step of an evaluation; no result depends on it. */
  static final int EVALUATION_BATCH = 256;

  private static final String TRAINING_LOOP = "training_loop";
  private static final String COMPILED_LOOP = "compiled_training_loop";

  /**
   * The part of a graph that trains.
   *
   * @param loop runs any steps
   * @param compiled runs steps of full batches, where XLA is to compile them
   * @param losses of the epoch's steps, each the sum over its samples, {@code [steps]}
   * @param epoch what the steps of an epoch add up; empty where every step is on all samples
   * @param pipeline that the steps take streamed samples from
   */
  record Training(
      Run loop,
      Optional<Run> compiled,
      Operand<TFloat32> losses,
      Optional<StepTotals> epoch,
      Optional<SampleStream.Pipeline> pipeline) {}

  /**
   * A loop, and what is read after it.
   *
   * @param loop runs steps
   * @param lossSum of the samples of the epoch so far; of a full batch, at the weights as they are
   * @param learningRate of the last step
   */
  record Run(StepLoop loop, Operand<TFloat64> lossSum, Operand<TFloat32> learningRate) {}

  /**
   * Loss and metrics that add up over the steps of an epoch or an evaluation.
   *
   * @param totals of loss and metrics
   * @param reads of the totals
   */
  record StepTotals(Totals totals, Map<String, Operand<TFloat64>> reads) {}

  /**
   * A variable that can be given a value.
   *
   * @param shape of the variable; a placeholder of a scalar does not know its own
   * @param value placeholder
   * @param assign gives the variable the fed value
   */
  record Assignment(Shape shape, Operand<? extends TType> value, Op assign) {}

  private final Graph graph = new Graph();
  private final VariableTable table;
  private final NameScopes scopes = new NameScopes(Ops.create(graph));
  private final Handles handles;
  private final TrialSpec spec;
  private final SampleStore store;
  private final Totals evaluationTotals;
  private final Totals trainingTotals;

  final InitialValues initialValues;
  final StepLoop evaluation;

  /** Totals of an evaluation, read after its loop. */
  final StepTotals evaluated;

  final Optional<SampleStream.Pipeline> evaluationPipeline;
  final Optional<SampleStream.Probe> probe;
  final Optional<Training> training;

  /** Factor of the loss for the next step, where there is one. */
  final Optional<Operand<TFloat32>> lossScale;

  final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
  final Map<String, Assignment> assignments = new LinkedHashMap<>();
  final Saver saver;
  private Optional<Saver> inheritance = Optional.empty();

  /**
   * A graph that trains and evaluates.
   *
   * @param devices that training divides each batch among, by TensorFlow's names; empty where
   *     TensorFlow chooses the one
   * @param readsAhead whether streamed batches are read one step ahead, as a GPU wants it
   */
  static TrialGraph forTraining(
      TrialSpec spec, Dataset dataset, List<String> devices, boolean readsAhead) {
    return new TrialGraph(spec, dataset, devices, readsAhead, true);
  }

  /** A graph that evaluates; {@code readsAhead} as above. */
  static TrialGraph forEvaluation(TrialSpec spec, Dataset dataset, boolean readsAhead) {
    return new TrialGraph(spec, dataset, List.of(), readsAhead, false);
  }

  private TrialGraph(
      TrialSpec spec, Dataset dataset, List<String> devices, boolean readsAhead, boolean trains) {
    BatchParts.require(spec, devices.size());
    this.spec = spec;
    this.table = new VariableTable(!spec.jitCompile());
    this.handles = new Handles(scopes, table);
    Network network = spec.network();
    int outputs = Totals.outputs(network);
    store = new SampleStore(dataset, spec.preprocessing());
    if (trains && spec.jitCompile()) {
      requireCompilable(dataset, devices);
    }
    evaluationTotals = Totals.ofEvaluation(network, outputs);
    trainingTotals = Totals.ofTraining(network, outputs);
    boolean fullBatch = trains && spec.isFullBatch();
    if (fullBatch && store.stream().isPresent()) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must have all samples in memory, "
              + dataset.name()
              + " is streamed; write streaming: NEVER in its data file, or choose another optimizer"
              + " such as adam");
    }

    enter(table, spec, trains);
    initialValues = InitialValues.add(scopes, handles, table);
    evaluationPipeline = pipeline(SampleStore.Use.EVALUATION, EVALUATION_BATCH);
    probe = store.stream().map(stream -> stream.addProbe(scopes, handles));
    evaluation =
        StepLoop.add(
            graph,
            handles,
            "evaluation_loop",
            first -> evaluationTotals.reset(scopes.at("evaluation"), handles, table),
            store.streamed(SampleStore.Use.EVALUATION, readsAhead),
            this::evaluate);
    evaluated =
        new StepTotals(
            evaluationTotals, evaluationTotals.reads(evaluation.after(), handles, table));
    training =
        trains
            ? Optional.of(fullBatch ? addFullBatchTraining() : addTraining(devices, readsAhead))
            : Optional.empty();
    lossScale = LossScale.of(handles).map(LossScale::factor);
    for (NetworkVariables.Weight weight : NetworkVariables.weights(network)) {
      weights.put(weight.name(), handles.read(weight.name()));
    }
    addAssignments();
    saver = Saver.add(scopes, handles, table.where(GraphVariable.Role::saved));
  }

  private void requireCompilable(Dataset dataset, List<String> devices) {
    if (devices.size() > 1) {
      throw new IllegalArgumentException(
          "jit_compile works on one device, had "
              + devices.size()
              + "; name one, or leave jit_compile out of training");
    }
    if (store.stream().isPresent()) {
      throw new IllegalArgumentException(
          "jit_compile must have all samples in memory, "
              + dataset.name()
              + " is streamed; write streaming: NEVER in its data file, or leave jit_compile out of"
              + " training");
    }
  }

  /** The variables with the first values of a trial that has this graph, too. */
  VariableTable variables(TrialSpec other) {
    VariableTable others = new VariableTable();
    enter(others, other, training.isPresent());
    return others;
  }

  private void enter(VariableTable into, TrialSpec of, boolean trains) {
    NetworkVariables.enter(into, of.network(), of.seed());
    NetworkVariables.enterStrengths(into, of.network(), of.trainingSamples());
    evaluationTotals.enter(
        into,
        GraphVariable.Role.EVALUATION,
        store.samples(),
        (store.samples() + EVALUATION_BATCH - 1) / EVALUATION_BATCH);
    store.with(of.preprocessing()).enter(into);
    if (trains) {
      TrainingStep.enter(into, of);
      if (of.isFullBatch()) {
        new FullBatchStep(of, into, store).enter();
      } else {
        trainingTotals.enter(
            into, GraphVariable.Role.TOTAL, of.trainingSamples(), of.stepsPerEpoch());
      }
    }
  }

  /** Reads what a training takes over from another one; added where it is asked for. */
  Saver inheritance() {
    if (inheritance.isEmpty()) {
      inheritance =
          Optional.of(Saver.add(scopes.at("inheritance"), handles, Inheritance.of(table)));
    }
    return inheritance.get();
  }

  Graph graph() {
    return graph;
  }

  VariableTable variables() {
    return table;
  }

  private Optional<SampleStream.Pipeline> pipeline(SampleStore.Use use, int batchSize) {
    return store.stream()
        .map(stream -> stream.add(graph, scopes, handles, use.iterator(), batchSize));
  }

  private Training addTraining(List<String> devices, boolean readsAhead) {
    Optional<SampleStream.Pipeline> pipeline = pipeline(SampleStore.Use.TRAINING, spec.batchSize());
    TrainingStep step = new TrainingStep(spec, devices, table, store, trainingTotals);
    Ops before = scopes.at("training");
    StepLoop.Preparation reset =
        first ->
            trainingTotals.resetIf(
                before.math.equal(first, before.constant(0)), before, handles, table);
    StepLoop loop =
        StepLoop.add(
            graph,
            handles,
            TRAINING_LOOP,
            reset,
            store.streamed(SampleStore.Use.TRAINING, readsAhead),
            step::add);
    Optional<StepLoop> compiled =
        spec.jitCompile() && spec.fullBatches() > 0
            ? Optional.of(
                StepLoop.addCompiled(
                    graph,
                    handles,
                    COMPILED_LOOP,
                    reset,
                    handles.read(TrainingStep.SEED, TInt32.class),
                    step::add))
            : Optional.empty();
    return new Training(
        run(step, loop),
        compiled.map(some -> run(step, some)),
        trainingTotals.losses(tf(), handles),
        Optional.of(new StepTotals(trainingTotals, trainingTotals.reads(tf(), handles, table))),
        pipeline);
  }

  private Run run(TrainingStep step, StepLoop loop) {
    Ops after = loop.after();
    return new Run(
        loop,
        trainingTotals.lossSum(after, handles),
        step.learningRate(after, read(after, TrainingStep.LEARNING_RATE), lastStep(after)));
  }

  private Training addFullBatchTraining() {
    FullBatchStep step = new FullBatchStep(spec, table, store);
    Operand<TBool> finished = FullBatchStep.finished(tf(), handles);
    StepLoop loop =
        StepLoop.add(graph, handles, TRAINING_LOOP, first -> List.of(), finished, step::add);
    Ops after = loop.after();
    Operand<TFloat64> objective =
        after.readVariableOp(handles.get(FullBatchStep.OBJECTIVE), TFloat64.class);
    return new Training(
        new Run(
            loop,
            after.math.mul(objective, after.constant((double) spec.trainingSamples())),
            read(after, TrainingStep.LEARNING_RATE)),
        Optional.empty(),
        handles.read(FullBatchStep.LOSSES),
        Optional.empty(),
        Optional.empty());
  }

  /** Number of the step that was run last; 0 also before the first. */
  private Operand<TInt64> lastStep(Ops tf) {
    Operand<TInt64> done = tf.readVariableOp(handles.get(TrainingStep.STEP), TInt64.class);
    return tf.math.maximum(tf.math.sub(done, tf.constant(1L)), tf.constant(0L));
  }

  private Operand<TFloat32> read(Ops tf, String name) {
    return tf.readVariableOp(handles.get(name), TFloat32.class);
  }

  private StepLoop.Done evaluate(FunctionBody body, StepLoop.Step loop) {
    NameScopes bodyScopes = new NameScopes(body.tf());
    Handles bodyHandles = new Handles(bodyScopes, table);
    Network network = spec.network();
    Ops data = bodyScopes.at("data");
    BatchRows rows = BatchRows.of(data, loop, EVALUATION_BATCH);
    SampleStore.Batch batch = store.batch(data, bodyHandles, rows.rows(), loop.streamed());
    ForwardPass pass =
        ForwardPass.evaluation(
            bodyScopes, network, bodyHandles, batch.inputs().of(data, network), spec.precision());
    Ops tf = bodyScopes.at("metrics");
    BatchLoss loss =
        new BatchLoss(
            SampleLosses.evaluated(tf, network, pass, batch),
            NetworkVariables.penalties(tf, bodyHandles, spec, pass),
            NetworkVariables.squares(tf, bodyHandles, spec, pass::read));
    return StepLoop.Done.of(
        evaluationTotals.add(
            tf,
            bodyHandles,
            rows,
            pass,
            loss.mean(tf),
            new Statistic.Batch(
                TrainingStep.predictions(tf, network.model().loss(), pass.decided()),
                TrainingStep.ranking(tf, network.model().loss(), pass.decided()),
                batch.classes(),
                batch.targets(),
                rows.start())));
  }

  private void addAssignments() {
    List<GraphVariable> variables =
        new ArrayList<>(
            table.where(
                role ->
                    switch (role) {
                      case DATA, WEIGHT, STATE, RATE -> true;
                      case ENCODING, OPTIMIZER, SCRATCH, TOTAL, EVALUATION -> false;
                    }));
    if (training.isPresent()) {
      variables.add(table.get(TrainingStep.LEARNING_RATE));
      if (lossScale.isPresent()) {
        variables.add(table.get(LossScale.FACTOR));
      }
    }
    Ops tf = scopes.at("assigned_values");
    for (GraphVariable variable : variables) {
      Operand<? extends TType> value =
          tf.placeholder(variable.type(), Placeholder.shape(variable.shape()));
      assignments.put(
          variable.name(),
          new Assignment(
              variable.shape(), value, tf.assignVariableOp(handles.get(variable.name()), value)));
    }
  }

  private Ops tf() {
    return scopes.root();
  }

  @Override
  public void close() {
    graph.close();
  }
}

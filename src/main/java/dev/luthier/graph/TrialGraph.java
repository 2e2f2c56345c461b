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
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
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

  /**
   * The part of a graph that trains.
   *
   * @param loop runs steps
   * @param step one step as a plain graph, for people to look at
   * @param lossSum of the samples of the epoch so far; of a full batch, at the weights as they are
   * @param epoch what the steps of an epoch add up; empty where every step is on all samples
   * @param learningRate of the last step
   * @param pipeline that the steps take streamed samples from
   */
  record Training(
      StepLoop loop,
      GraphDef step,
      Operand<TFloat64> lossSum,
      Optional<EpochTotals> epoch,
      Operand<TFloat32> learningRate,
      Optional<SampleStream.Pipeline> pipeline) {}

  /**
   * Loss and metrics that add up over an epoch's steps.
   *
   * @param totals of loss and metrics
   * @param reads of the totals
   * @param reset sets the totals to zero
   */
  record EpochTotals(Totals totals, Map<String, Operand<TFloat64>> reads, Op reset) {}

  /**
   * A variable that can be given a value.
   *
   * @param shape of the variable; a placeholder of a scalar does not know its own
   * @param value placeholder
   * @param assign gives the variable the fed value
   */
  record Assignment(Shape shape, Operand<? extends TType> value, Op assign) {}

  private final Graph graph = new Graph();
  private final VariableTable table = new VariableTable();
  private final NameScopes scopes = new NameScopes(Ops.create(graph));
  private final Handles handles = new Handles(scopes, table);
  private final TrialSpec spec;
  private final SampleStore store;
  private final Totals evaluationTotals;

  final Op initialize;
  final Op resetEvaluation;
  final StepLoop evaluation;
  final Map<String, Operand<TFloat64>> evaluationReads;
  final Optional<SampleStream.Pipeline> evaluationPipeline;
  final Optional<SampleStream.Probe> probe;
  final Optional<Training> training;
  final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
  final Map<String, Assignment> assignments = new LinkedHashMap<>();
  final Saver saver;

  static TrialGraph forTraining(TrialSpec spec, Dataset dataset) {
    return new TrialGraph(spec, dataset, true);
  }

  static TrialGraph forEvaluation(TrialSpec spec, Dataset dataset) {
    return new TrialGraph(spec, dataset, false);
  }

  private TrialGraph(TrialSpec spec, Dataset dataset, boolean trains) {
    this.spec = spec;
    Network network = spec.network();
    int outputs = Totals.outputs(network);
    store = new SampleStore(dataset, spec.preprocessing());
    evaluationTotals = new Totals(network, "evaluation", outputs);
    Totals trainingTotals = new Totals(network, "training", outputs);
    boolean fullBatch = trains && spec.isFullBatch();
    if (fullBatch && store.stream().isPresent()) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must have all samples in memory, "
              + dataset.name()
              + " is streamed; write streaming: NEVER in its data file, or choose another optimizer"
              + " such as adam");
    }

    NetworkVariables.enter(table, network, spec.seed());
    NetworkVariables.enterStrengths(table, network, spec.trainingSamples());
    evaluationTotals.enter(table, GraphVariable.Role.EVALUATION, dataset.samples());
    store.enter(table);
    if (trains) {
      TrainingStep.enter(table, spec);
      if (fullBatch) {
        new FullBatchStep(spec, table, store).enter();
      } else {
        trainingTotals.enter(table, GraphVariable.Role.TOTAL, spec.trainingSamples());
      }
    }

    initialize = group("initialize", initialValues());
    resetEvaluation = group("reset_evaluation", evaluationTotals.reset(tf(), handles, table));
    evaluationPipeline = pipeline(SampleStore.Use.EVALUATION, EVALUATION_BATCH);
    probe = store.stream().map(stream -> stream.addProbe(scopes, handles));
    evaluation = StepLoop.add(graph, handles, "evaluation_loop", this::evaluate);
    evaluationReads = evaluationTotals.reads(handles, table);
    training =
        trains
            ? Optional.of(fullBatch ? addFullBatchTraining() : addTraining(trainingTotals))
            : Optional.empty();
    for (NetworkVariables.Weight weight : NetworkVariables.weights(network)) {
      weights.put(weight.name(), handles.read(weight.name()));
    }
    addAssignments();
    saver = Saver.add(scopes, handles, table.where(GraphVariable.Role::saved));
  }

  Graph graph() {
    return graph;
  }

  Totals evaluationTotals() {
    return evaluationTotals;
  }

  private Optional<SampleStream.Pipeline> pipeline(SampleStore.Use use, int batchSize) {
    return store.stream()
        .map(stream -> stream.add(graph, scopes, handles, use.iterator(), batchSize));
  }

  private Training addTraining(Totals totals) {
    Optional<SampleStream.Pipeline> pipeline = pipeline(SampleStore.Use.TRAINING, spec.batchSize());
    TrainingStep step = new TrainingStep(spec, table, store, totals);
    List<GraphDef> definition = new ArrayList<>();
    StepLoop loop = StepLoop.add(graph, handles, TRAINING_LOOP, recorded(step::add, definition));
    EpochTotals epoch =
        new EpochTotals(
            totals,
            totals.reads(handles, table),
            group("reset_training", totals.reset(tf(), handles, table)));
    return new Training(
        loop,
        definition.get(0),
        totals.lossSum(epoch.reads()),
        Optional.of(epoch),
        step.learningRate(tf(), handles, lastStep()),
        pipeline);
  }

  private Training addFullBatchTraining() {
    FullBatchStep step = new FullBatchStep(spec, table, store);
    List<GraphDef> definition = new ArrayList<>();
    Operand<TBool> finished = FullBatchStep.finished(tf(), handles);
    StepLoop loop =
        StepLoop.add(graph, handles, TRAINING_LOOP, finished, recorded(step::add, definition));
    Operand<TFloat64> objective = handles.read(FullBatchStep.OBJECTIVE, TFloat64.class);
    return new Training(
        loop,
        definition.get(0),
        tf().math.mul(objective, tf().constant((double) spec.trainingSamples())),
        Optional.empty(),
        handles.read(TrainingStep.LEARNING_RATE),
        Optional.empty());
  }

  /** The same steps; the graph of one is kept. */
  private static StepLoop.Body recorded(StepLoop.Body steps, List<GraphDef> definition) {
    return (body, batch) -> {
      StepLoop.Done done = steps.add(body, batch);
      definition.add(body.graph().toGraphDef());
      return done;
    };
  }

  /** Number of the step that was run last; 0 also before the first. */
  private Operand<TInt64> lastStep() {
    Operand<TInt64> done = handles.read(TrainingStep.STEP, TInt64.class);
    return tf().math.maximum(tf().math.sub(done, tf().constant(1L)), tf().constant(0L));
  }

  private List<Op> initialValues() {
    Ops tf = scopes.at("initial_values");
    List<Op> ops = new ArrayList<>();
    for (GraphVariable variable : table.where(role -> role != GraphVariable.Role.DATA)) {
      ops.add(tf.assignVariableOp(handles.get(variable.name()), variable.initialValue().add(tf)));
    }
    return ops;
  }

  private StepLoop.Done evaluate(FunctionBody body, StepLoop.Step loop) {
    NameScopes bodyScopes = new NameScopes(body.tf());
    Handles bodyHandles = new Handles(bodyScopes, table);
    Network network = spec.network();
    Ops data = bodyScopes.at("data");
    BatchRows rows = BatchRows.of(data, loop, EVALUATION_BATCH);
    SampleStore.Batch batch =
        store.batch(data, bodyHandles, rows.rows(), SampleStore.Use.EVALUATION);
    ForwardPass pass =
        ForwardPass.evaluation(bodyScopes, network, bodyHandles, batch.inputs().of(data, network));
    Ops tf = bodyScopes.at("metrics");
    Operand<TFloat32> mean =
        tf.math.mean(SampleLosses.evaluated(tf, network, pass, batch), tf.constant(0));
    mean = NetworkVariables.addPenalties(tf, bodyHandles, spec, pass, mean);
    Operand<TFloat32> predicted =
        TrainingStep.predictions(tf, network.model().loss(), pass.decided());
    return StepLoop.Done.of(
        evaluationTotals.add(
            tf,
            bodyHandles,
            pass,
            mean,
            rows.size(),
            new Statistic.Batch(predicted, batch.classes(), batch.targets(), rows.start())));
  }

  private void addAssignments() {
    List<GraphVariable> variables =
        new ArrayList<>(
            table.where(
                role ->
                    switch (role) {
                      case DATA, WEIGHT, STATE, RATE -> true;
                      case OPTIMIZER, TOTAL, EVALUATION -> false;
                    }));
    if (training.isPresent()) {
      variables.add(table.get(TrainingStep.LEARNING_RATE));
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

  private Op group(String name, List<Op> ops) {
    return tf().withControlDependencies(ops).withName(name).noOp();
  }

  @Override
  public void close() {
    graph.close();
  }
}

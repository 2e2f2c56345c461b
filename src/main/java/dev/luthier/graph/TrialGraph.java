package dev.luthier.graph;

import dev.luthier.data.Dataset;
import dev.luthier.nn.Network;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The graph of a trial: its variables, an evaluation loop, with or without what training needs, and
 * the ops that set, save and restore values. It is built once and run by a {@link TrialSession}.
 */
final class TrialGraph implements AutoCloseable {

  private final GraphSite site;
  private final SampleStore store;
  private final Totals evaluationTotals;
  private final Totals trainingTotals;

  final InitialValues initialValues;
  final EvaluationLoop evaluation;
  final Optional<SampleStream.Probe> probe;
  final Optional<TrainingLoops> training;

  /** Factor of the loss for the next step, where there is one. */
  final Optional<Operand<TFloat32>> lossScale;

  final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
  final AssignedValues assigned;
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
    store = new SampleStore(dataset, spec.preprocessing());
    if (trains) {
      TrainingLoops.require(spec, devices.size(), store, dataset.name());
    }
    Network network = spec.network();
    int outputs = Totals.outputs(network);
    evaluationTotals = Totals.ofEvaluation(network, outputs);
    trainingTotals = Totals.ofTraining(network, outputs);
    VariableTable table = new VariableTable(!spec.jitCompile());
    enter(table, spec, trains);
    site = GraphSite.of(new Graph(), table);
    Handles handles = site.handles();

    initialValues = InitialValues.add(site.scopes(), handles, table);
    evaluation = EvaluationLoop.add(site, spec, store, evaluationTotals, readsAhead);
    probe = store.stream().map(stream -> stream.addProbe(site.scopes(), handles));
    training = trains ? Optional.of(addTraining(spec, devices, readsAhead)) : Optional.empty();
    lossScale = LossScale.of(handles).map(LossScale::factor);
    for (NetworkVariables.Weight weight : NetworkVariables.weights(network)) {
      weights.put(weight.name(), handles.read(weight.name()));
    }
    assigned = AssignedValues.add(site);
    saver = Saver.add(site.scopes(), handles, table.where(GraphVariable.Role::saved));
  }

  private TrainingLoops addTraining(TrialSpec spec, List<String> devices, boolean readsAhead) {
    return spec.isFullBatch()
        ? TrainingLoops.addFullBatch(site, spec, store)
        : TrainingLoops.add(site, spec, store, trainingTotals, devices, readsAhead);
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
        EvaluationStep.steps(store.samples()));
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
          Optional.of(
              Saver.add(
                  site.scopes().at("inheritance"), site.handles(), Inheritance.of(site.table())));
    }
    return inheritance.get();
  }

  Graph graph() {
    return site.graph();
  }

  VariableTable variables() {
    return site.table();
  }

  @Override
  public void close() {
    site.graph().close();
  }
}

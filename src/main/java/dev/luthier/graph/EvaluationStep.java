package dev.luthier.graph;

import dev.luthier.nn.Network;
import dev.luthier.nn.Statistic;
import org.tensorflow.op.Ops;

/** One step of an evaluation as ops: a batch, its loss, and what its metrics count. */
final class EvaluationStep {

  /** Samples a step; no result depends on it. */
  static final int BATCH = 256;

  private final TrialSpec spec;
  private final VariableTable table;
  private final SampleStore store;
  private final Totals totals;

  /**
   * A step of a trial.
   *
   * @param totals that the batches are added to
   */
  EvaluationStep(TrialSpec spec, VariableTable table, SampleStore store, Totals totals) {
    this.spec = spec;
    this.table = table;
    this.store = store;
    this.totals = totals;
  }

  /** Steps that it takes to evaluate so many samples. */
  static int steps(int samples) {
    return (samples + BATCH - 1) / BATCH;
  }

  /** Adds a step to a function. */
  StepLoop.Done add(FunctionBody body, StepLoop.Step loop) {
    NameScopes scopes = new NameScopes(body.tf());
    Handles handles = new Handles(scopes, table);
    Network network = spec.network();
    Ops data = scopes.at("data");
    BatchRows rows = BatchRows.of(data, loop, BATCH);
    SampleStore.Batch batch = store.batch(data, handles, rows.rows(), loop.streamed());
    ForwardPass pass =
        ForwardPass.evaluation(
            scopes, network, handles, batch.inputs().of(data, network), spec.precision());
    Ops tf = scopes.at("metrics");
    BatchLoss loss =
        new BatchLoss(
            SampleLosses.evaluated(tf, network, pass, batch),
            NetworkVariables.penalties(tf, handles, spec, pass),
            NetworkVariables.squares(tf, handles, spec, pass::read));
    return StepLoop.Done.of(
        totals.add(
            tf,
            handles,
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
}

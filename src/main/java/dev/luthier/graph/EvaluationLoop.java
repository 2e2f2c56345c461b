package dev.luthier.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Session;

/**
 * The loop that evaluates, and what is read after it.
 *
 * @param steps runs any steps
 * @param totals of loss and metrics
 * @param pipeline that the steps take streamed samples from
 */
record EvaluationLoop(
    StepLoop steps, Totals.Reads totals, Optional<SampleStream.Pipeline> pipeline) {

  /**
   * Adds the loop to a graph.
   *
   * @param readsAhead whether streamed batches are read one step ahead
   */
  static EvaluationLoop add(
      GraphSite site, TrialSpec spec, SampleStore store, Totals totals, boolean readsAhead) {
    Optional<SampleStream.Pipeline> pipeline =
        store.pipeline(site, SampleStore.Use.EVALUATION, EvaluationStep.BATCH);
    StepLoop steps =
        StepLoop.add(
            site.graph(),
            site.handles(),
            "evaluation_loop",
            first -> totals.reset(site.scopes().at("evaluation"), site.handles(), site.table()),
            store.streamed(SampleStore.Use.EVALUATION, readsAhead),
            new EvaluationStep(spec, site.table(), store, totals)::add);
    return new EvaluationLoop(
        steps, totals.reads(steps.after(), site.handles(), site.table()), pipeline);
  }

  /** Evaluates some rows, at least one. */
  Figures run(Session session, int[] rows, List<String> classNames) {
    try (LoopFeeds feeds = new LoopFeeds(rows, 0, EvaluationStep.steps(rows.length))) {
      return totals.figures(feeds.to(session.runner(), steps), rows.length, classNames);
    }
  }
}

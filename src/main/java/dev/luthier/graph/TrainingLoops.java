package dev.luthier.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The loops that train, and what is read after them.
 *
 * @param plain runs any steps
 * @param compiled runs steps of full batches, where XLA is to compile them
 * @param losses of the epoch's steps, each the sum over its samples, {@code [steps]}
 * @param totals what the steps of an epoch add up; empty where every step is on all samples
 * @param pipeline that the steps take streamed samples from
 */
record TrainingLoops(
    Loop plain,
    Optional<Loop> compiled,
    Operand<TFloat32> losses,
    Optional<Totals.Reads> totals,
    Optional<SampleStream.Pipeline> pipeline) {

  private static final String PLAIN = "training_loop";
  private static final String COMPILED = "compiled_training_loop";

  /**
   * A loop, and what is read after it.
   *
   * @param steps runs steps
   * @param lossSum of the samples of the epoch so far; of a full batch, at the weights as they are
   * @param learningRate of the last step
   */
  record Loop(StepLoop steps, Operand<TFloat64> lossSum, Operand<TFloat32> learningRate) {

    private TrialSession.Progress run(
        Session session, StepMemory memory, int[] order, int firstBatch, int endBatch) {
      try (LoopFeeds feeds = new LoopFeeds(order, firstBatch, endBatch);
          Result result =
              memory.run(
                  feeds
                      .to(session.runner(), steps)
                      .fetch(steps.reached())
                      .fetch(steps.finished())
                      .fetch(lossSum)
                      .fetch(learningRate),
                  endBatch - firstBatch)) {
        return new TrialSession.Progress(
            ((TInt32) result.get(0)).getInt(),
            ((TBool) result.get(1)).getBoolean(),
            ((TFloat64) result.get(2)).getDouble(),
            ((TFloat32) result.get(3)).getFloat());
      }
    }
  }

  /**
   * Refuses what no graph can train.
   *
   * @param devices that each batch is divided among
   * @param data the name of the data set
   */
  static void require(TrialSpec spec, int devices, SampleStore store, String data) {
    if (spec.jitCompile() && devices > 1) {
      throw new IllegalArgumentException(
          "jit_compile works on one device, had "
              + devices
              + "; name one, or leave jit_compile out of training");
    }
    if (spec.jitCompile() && store.stream().isPresent()) {
      throw new IllegalArgumentException(
          "jit_compile must have all samples in memory, "
              + data
              + " is streamed; write streaming: NEVER in its data file, or leave jit_compile out of"
              + " training");
    }
    if (spec.isFullBatch() && store.stream().isPresent()) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must have all samples in memory, "
              + data
              + " is streamed; write streaming: NEVER in its data file, or choose another optimizer"
              + " such as adam");
    }
  }

  /**
   * Adds loops whose steps are on a batch each to a graph.
   *
   * @param devices that each batch is divided among, by TensorFlow's names; empty where TensorFlow
   *     chooses the one
   * @param readsAhead whether streamed batches are read one step ahead
   */
  static TrainingLoops add(
      GraphSite site,
      TrialSpec spec,
      SampleStore store,
      Totals totals,
      List<String> devices,
      boolean readsAhead) {
    Optional<SampleStream.Pipeline> pipeline =
        store.pipeline(site, SampleStore.Use.TRAINING, spec.batchSize());
    Handles handles = site.handles();
    TrainingStep step = new TrainingStep(spec, devices, site.table(), store, totals);
    Ops before = site.scopes().at("training");
    StepLoop.Preparation reset =
        first ->
            totals.resetIf(
                before.math.equal(first, before.constant(0)), before, handles, site.table());
    StepLoop plain =
        StepLoop.add(
            site.graph(),
            handles,
            PLAIN,
            reset,
            store.streamed(SampleStore.Use.TRAINING, readsAhead),
            step::add);
    Optional<StepLoop> compiled =
        spec.jitCompile() && spec.fullBatches() > 0
            ? Optional.of(
                StepLoop.addCompiled(
                    site.graph(),
                    handles,
                    COMPILED,
                    reset,
                    handles.read(TrainingStep.SEED, TInt32.class),
                    step::add))
            : Optional.empty();
    Ops tf = site.scopes().root();
    return new TrainingLoops(
        loop(handles, totals, step, plain),
        compiled.map(steps -> loop(handles, totals, step, steps)),
        totals.losses(tf, handles),
        Optional.of(totals.reads(tf, handles, site.table())),
        pipeline);
  }

  private static Loop loop(Handles handles, Totals totals, TrainingStep step, StepLoop steps) {
    Ops after = steps.after();
    return new Loop(
        steps,
        totals.lossSum(after, handles),
        step.learningRate(after, learningRate(after, handles), lastStep(after, handles)));
  }

  /** Adds the loop of an optimizer whose steps are on all samples to a graph. */
  static TrainingLoops addFullBatch(GraphSite site, TrialSpec spec, SampleStore store) {
    Handles handles = site.handles();
    FullBatchStep step = new FullBatchStep(spec, site.table(), store);
    Operand<TBool> finished = FullBatchStep.finished(site.scopes().root(), handles);
    StepLoop steps =
        StepLoop.add(site.graph(), handles, PLAIN, first -> List.of(), finished, step::add);
    Ops after = steps.after();
    Operand<TFloat64> objective =
        after.readVariableOp(handles.get(FullBatchStep.OBJECTIVE), TFloat64.class);
    return new TrainingLoops(
        new Loop(
            steps,
            after.math.mul(objective, after.constant((double) spec.trainingSamples())),
            learningRate(after, handles)),
        Optional.empty(),
        handles.read(FullBatchStep.LOSSES),
        Optional.empty(),
        Optional.empty());
  }

  /** Number of the step that was run last; 0 also before the first. */
  private static Operand<TInt64> lastStep(Ops tf, Handles handles) {
    Operand<TInt64> done = tf.readVariableOp(handles.get(TrainingStep.STEP), TInt64.class);
    return tf.math.maximum(tf.math.sub(done, tf.constant(1L)), tf.constant(0L));
  }

  private static Operand<TFloat32> learningRate(Ops tf, Handles handles) {
    return tf.readVariableOp(handles.get(TrainingStep.LEARNING_RATE), TFloat32.class);
  }

  /**
   * Trains on some batches of an order of rows.
   *
   * @param memory told what the steps take
   * @param fullBatches of the order, which the compiled loop runs where there is one
   */
  TrialSession.Progress run(
      Session session,
      StepMemory memory,
      int[] order,
      int firstBatch,
      int endBatch,
      int fullBatches) {
    int full = Math.min(endBatch, fullBatches);
    if (compiled.isEmpty() || firstBatch >= full) {
      return plain.run(session, memory, order, firstBatch, endBatch);
    }
    TrialSession.Progress progress;
    try {
      progress = compiled.get().run(session, memory, order, firstBatch, full);
    } catch (RuntimeException e) {
      throw XlaFailure.explain(e);
    }
    return full < endBatch ? plain.run(session, memory, order, full, endBatch) : progress;
  }
}

package dev.luthier.graph;

import dev.luthier.data.Dataset;
import dev.luthier.data.StreamedTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * One graph and one session: trains, evaluates and predicts on a data set that lies on the device,
 * or is streamed from its files.
 *
 * <p>Not thread-safe. Closing it frees graph, session and data.
 */
public final class TrialSession implements AutoCloseable {

  private final TrialSpec spec;
  private final TrialGraph graph;
  private final Session session;
  private final List<String> classNames;
  private final Optional<BatchStream> trainingStream;
  private final Optional<BatchStream> evaluationStream;

  private TrialSession(
      TrialGraph graph, TrialSpec spec, Dataset dataset, SessionSettings settings) {
    this.spec = spec;
    this.classNames = spec.preprocessing().classNames();
    this.graph = graph;
    this.session = new Session(graph.graph(), settings.configuration());
    session.runner().addTarget(graph.initialize).run().close();
    Map<String, Tensor> samples = new SampleStore(dataset, spec.preprocessing()).tensors();
    samples.forEach(
        (name, value) -> {
          try (value) {
            assign(name, value);
          }
        });
    this.trainingStream =
        stream(
            dataset, graph.training.flatMap(TrialGraph.Training::pipeline), spec.samplesPerStep());
    this.evaluationStream = stream(dataset, graph.evaluationPipeline, TrialGraph.EVALUATION_BATCH);
  }

  private Optional<BatchStream> stream(
      Dataset dataset, Optional<SampleStream.Pipeline> pipeline, int batchSize) {
    return pipeline.map(
        opened ->
            new BatchStream(
                session,
                opened,
                graph.probe.orElseThrow(),
                ((StreamedTensors) dataset.features()).stored()::place,
                batchSize));
  }

  /**
   * A session that trains: builds the graph, puts the data on the device and gives all variables
   * their first values.
   *
   * @throws IllegalArgumentException where a layer has an op without a gradient
   */
  public static TrialSession forTraining(
      TrialSpec spec, Dataset dataset, SessionSettings settings) {
    return new TrialSession(TrialGraph.forTraining(spec, dataset), spec, dataset, settings);
  }

  /**
   * A session that only evaluates, with what {@link #restore} reads from a training's checkpoint.
   */
  public static TrialSession forEvaluation(
      TrialSpec spec, Dataset dataset, SessionSettings settings) {
    return new TrialSession(TrialGraph.forEvaluation(spec, dataset), spec, dataset, settings);
  }

  public TrialSpec spec() {
    return spec;
  }

  /** Names of the classes by id; empty for a regression. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Trains on some batches of an order of rows.
   *
   * @param order rows of an epoch
   * @param firstBatch number of the first batch
   * @param endBatch number after the last batch
   * @return how far it came
   * @throws SampleException where a streamed sample cannot be read
   */
  public Progress train(int[] order, int firstBatch, int endBatch) {
    return run(training().loop(), trainingStream, order, firstBatch, endBatch);
  }

  /**
   * How far training came.
   *
   * @param batch number after the last batch that was run
   * @param finished whether the optimizer has nothing left to do; always false for those that do
   *     not know
   */
  public record Progress(int batch, boolean finished) {}

  /** Forgets loss and metrics of the training so far, as at the start of an epoch. */
  public void resetFigures() {
    training().epoch().ifPresent(epoch -> session.runner().addTarget(epoch.reset()).run().close());
  }

  /**
   * Sum of the samples' losses in training since the figures were reset; of a full batch, at the
   * weights as they are.
   */
  public double trainingLossSum() {
    try (Result result = session.runner().fetch(training().lossSum()).run()) {
      return ((TFloat64) result.get(0)).getDouble();
    }
  }

  /**
   * Loss and metrics of training since they were reset, each batch with the weights of its step; of
   * a full batch, with the weights as they are.
   *
   * @param rows that were trained on
   */
  public Figures trainingFigures(int[] rows) {
    Optional<TrialGraph.EpochTotals> epoch = training().epoch();
    if (epoch.isPresent()) {
      return epoch.get().totals().figures(session, epoch.get().reads(), rows.length, classNames);
    }
    Figures figures = evaluate(rows);
    // With class weights, which an evaluation leaves out.
    double loss = trainingLossSum() / spec.trainingSamples();
    return new Figures(
        figures.samples(), loss, figures.metrics(), figures.structure(), figures.totals());
  }

  /** Loss and metrics over some rows. */
  public Figures evaluate(int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there must be samples to evaluate, were none");
    }
    session.runner().addTarget(graph.resetEvaluation).run().close();
    int batches = (rows.length + TrialGraph.EVALUATION_BATCH - 1) / TrialGraph.EVALUATION_BATCH;
    run(graph.evaluation, evaluationStream, rows, 0, batches);
    return graph
        .evaluationTotals()
        .figures(session, graph.evaluationReads, rows.length, classNames);
  }

  /** The values of all weights by name, row-major. */
  public Map<String, float[]> weights() {
    Session.Runner runner = session.runner();
    graph.weights.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      Map<String, float[]> values = new LinkedHashMap<>();
      int index = 0;
      for (String name : graph.weights.keySet()) {
        values.put(name, floats((TFloat32) result.get(index++)));
      }
      return values;
    }
  }

  /** The learning rate of the last step, as the schedule gave it. */
  public float learningRate() {
    try (Result result = session.runner().fetch(training().learningRate()).run()) {
      return floats((TFloat32) result.get(0))[0];
    }
  }

  /** Sets the learning rate that the schedule starts from. */
  public void setLearningRate(float rate) {
    assign(TrainingStep.LEARNING_RATE, rate);
  }

  /**
   * Sets a weight, a state or a rate such as {@code dropout/rate}.
   *
   * @param name of the variable
   * @param values row-major, as many as the variable has
   * @throws IllegalArgumentException where there is no such variable
   */
  public void assign(String name, float... values) {
    TrialGraph.Assignment assignment = graph.assignments.get(name);
    if (assignment == null) {
      throw new IllegalArgumentException(
          "there is no variable " + name + " that can be set, but " + graph.assignments.keySet());
    }
    Shape shape = assignment.shape();
    if (shape.size() != values.length) {
      throw new IllegalArgumentException(
          name + " must have " + shape.size() + " values, had " + values.length);
    }
    try (TFloat32 value = TFloat32.tensorOf(shape, DataBuffers.of(values, true, false))) {
      assign(name, value);
    }
  }

  /** Writes all variables but the samples to {@code prefix.index} and {@code prefix.data-…}. */
  public void save(Path prefix) {
    try (TString path = TString.scalarOf(prefix.toString())) {
      session.runner().feed(graph.saver.prefix(), path).addTarget(graph.saver.save()).run().close();
    }
  }

  /** Reads what {@link #save} wrote. */
  public void restore(Path prefix) {
    try (TString path = TString.scalarOf(prefix.toString())) {
      session
          .runner()
          .feed(graph.saver.prefix(), path)
          .addTarget(graph.saver.restore())
          .run()
          .close();
    }
  }

  /** One training step as a plain graph, with the names of layers as scopes. */
  public GraphDef trainingStep() {
    return training().step();
  }

  private void assign(String name, Tensor value) {
    TrialGraph.Assignment assignment = graph.assignments.get(name);
    session.runner().feed(assignment.value(), value).addTarget(assignment.assign()).run().close();
  }

  private TrialGraph.Training training() {
    return graph.training.orElseThrow(
        () -> new IllegalStateException("this session was opened for evaluation only"));
  }

  private Progress run(
      StepLoop loop, Optional<BatchStream> stream, int[] rows, int first, int end) {
    if (stream.isEmpty()) {
      return run(loop, rows, first, end);
    }
    stream.get().seek(rows, first);
    try {
      Progress progress = run(loop, rows, first, end);
      stream.get().reached(progress.batch());
      return progress;
    } catch (RuntimeException e) {
      throw stream.get().explain(e, first, end);
    }
  }

  private Progress run(StepLoop loop, int[] rows, int first, int end) {
    try (TInt32 order = ints(rows);
        TInt32 from = TInt32.scalarOf(first);
        TInt32 to = TInt32.scalarOf(end);
        Result result =
            session
                .runner()
                .feed(loop.order(), order)
                .feed(loop.first(), from)
                .feed(loop.end(), to)
                .fetch(loop.reached())
                .fetch(loop.finished())
                .run()) {
      return new Progress(((TInt32) result.get(0)).getInt(), ((TBool) result.get(1)).getBoolean());
    }
  }

  private static TInt32 ints(int[] values) {
    return TInt32.tensorOf(Shape.of(values.length), DataBuffers.of(values, true, false));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
